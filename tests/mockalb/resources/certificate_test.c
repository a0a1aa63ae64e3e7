#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

/* For shop.example, *.shop.example and 10.0.0.1, signed by itself; and a key that is not its own. In JSON. */
#define PEM                                                                                        \
    "-----BEGIN CERTIFICATE-----\\n"                                                               \
    "MIICJjCCAcygAwIBAgICEjQwCgYIKoZIzj0EAwIwWTELMAkGA1UEBhMCQ04xETAP\\n"                          \
    "BgNVBAgMCFpoZWppYW5nMREwDwYDVQQHDAhIYW5nemhvdTENMAsGA1UECgwEU2hv\\n"                          \
    "cDEVMBMGA1UEAwwMc2hvcC5leGFtcGxlMB4XDTI2MTEyMzAzNTk1OVoXDTM2MTEy\\n"                          \
    "MDAzNTk1OVowWTELMAkGA1UEBhMCQ04xETAPBgNVBAgMCFpoZWppYW5nMREwDwYD\\n"                          \
    "VQQHDAhIYW5nemhvdTENMAsGA1UECgwEU2hvcDEVMBMGA1UEAwwMc2hvcC5leGFt\\n"                          \
    "cGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEklE98Uz7U/6ossIn3nQ374Z3\\n"                          \
    "VJcCxo/YPsFw0xQyhM+OAvIT/Q5tX0nalDiHYDEYpbkoaAyk0StfF6s6FxnVeKOB\\n"                          \
    "gzCBgDAdBgNVHQ4EFgQURFjiha8FaZfhx91bCNxRLDRyoZUwHwYDVR0jBBgwFoAU\\n"                          \
    "RFjiha8FaZfhx91bCNxRLDRyoZUwDwYDVR0TAQH/BAUwAwEB/zAtBgNVHREEJjAk\\n"                          \
    "ggxzaG9wLmV4YW1wbGWCDiouc2hvcC5leGFtcGxlhwQKAAABMAoGCCqGSM49BAMC\\n"                          \
    "A0gAMEUCIQDIigxOokqWvb6ZqyTPxmXIUYY7Wy6shNUPJrB8SV4KhwIgYuxLaaL6\\n"                          \
    "S4fzq4ckZB9btKScWQfJqkYd2RzFV3eHr/I=\\n"                                                      \
    "-----END CERTIFICATE-----\\n"
#define KEY                                                                                        \
    "-----BEGIN EC PRIVATE KEY-----\\n"                                                            \
    "MHcCAQEEIL1ZRy/BxDhof9A92GEBPfMRmKAQSVxaSaL0npQ3LTgQoAoGCCqGSM49\\n"                          \
    "AwEHoUQDQgAEklE98Uz7U/6ossIn3nQ374Z3VJcCxo/YPsFw0xQyhM+OAvIT/Q5t\\n"                          \
    "X0nalDiHYDEYpbkoaAyk0StfF6s6FxnVeA==\\n"                                                      \
    "-----END EC PRIVATE KEY-----\\n"
#define OTHER_KEY                                                                                  \
    "-----BEGIN EC PRIVATE KEY-----\\n"                                                            \
    "MHcCAQEEIAqFz/IWRZl7JuNIvB0tMfrSMpxLwN75ARHmC7mMeVdEoAoGCCqGSM49\\n"                          \
    "AwEHoUQDQgAEV1Mb8PyoUFT2MSGj0cpiVbTgbzpJIlomTdVlxNMdwxRGEjx6JNG9\\n"                          \
    "7PFCiri7EoJTz1DOc7M+7AKzw/vFgg9xVg==\\n"                                                      \
    "-----END EC PRIVATE KEY-----\\n"

#define UPLOAD(name) "{'Name':'" name "','Cert':'" PEM "','Key':'" KEY "'}"

START_TEST(is_read_when_it_is_uploaded)
{
    struct world *w = world_new();
    get(w, "", "cas:UploadUserCertificate", "%s", UPLOAD("shop"));
    int64_t number = json_int(w->reply, "CertId");

    get(w, "", "cas:GetUserCertificateDetail", "{'CertId':%lld}", (long long)number);

    ck_assert_str_eq(reply_text(w, "Name"), "shop");
    ck_assert_str_eq(reply_text(w, "Common"), "shop.example");
    ck_assert_str_eq(reply_text(w, "Sans"), "shop.example,*.shop.example,10.0.0.1");
    ck_assert_str_eq(reply_text(w, "Issuer"), "shop.example");
    ck_assert_str_eq(reply_text(w, "OrgName"), "Shop");
    ck_assert_str_eq(reply_text(w, "Country"), "CN");
    ck_assert_str_eq(reply_text(w, "Province"), "Zhejiang");
    ck_assert_str_eq(reply_text(w, "City"), "Hangzhou");
    ck_assert_str_eq(reply_text(w, "SerialNo"), "1234");
    ck_assert_str_eq(reply_text(w, "StartDate"), "2026-11-23");
    ck_assert_str_eq(reply_text(w, "EndDate"), "2036-11-20");
    ck_assert_str_eq(reply_text(w, "Fingerprint"), "246326de34d42337794a8a18c5c1378138e57380");
    ck_assert(!json_bool(w->reply, "Expired"));
    ck_assert(strncmp(reply_text(w, "Key"), "-----BEGIN EC PRIVATE KEY", 25) == 0);

    get(w, "", "cas:GetUserCertificateDetail", "{'CertId':%lld,'CertFilter':true}",
        (long long)number);
    ck_assert_ptr_null(json_get(w->reply, "Key"));
    world_free(w);
}
END_TEST

START_TEST(serves_a_listener_and_is_the_same_in_both_versions)
{
    struct world *w = world_new();
    const char *id = get(w, "CertIdentifier", "cas:CreateSSLCertificateWithName",
                         "{'CertName':'shop','Certificate':'" PEM "','PrivateKey':'" KEY "'}");

    get(w, "", "AssociateAdditionalCertificatesWithListener",
        "{'ListenerId':'lsn-443','Certificates':[{'CertificateId':'%s'}]}", id);

    get(w, "", "cas:DescribeSSLCertificatePublicKeyDetail", "{'CertIdentifier':'%s'}", id);
    ck_assert_str_eq(reply_text(w, "CertificateInfo.CertName"), "shop");
    ck_assert_str_eq(reply_text(w, "CertificateInfo.Algorithm"), "EC/ECDSA");
    ck_assert_int_eq(json_int(w->reply, "CertificateInfo.KeySize"), 256);
    ck_assert(strncmp(reply_text(w, "X509Certificate"), "-----BEGIN CERTIFICATE", 22) == 0);
    get(w, "", "cas:DescribeSSLCertificatePrivateKey",
        "{'CertIdentifier':'%s','EncryptedCode':'x'}", id);
    ck_assert(strncmp(reply_text(w, "X509PrivateKey"), "-----BEGIN EC", 13) == 0);
    get(w, "", "cas:DeleteUserCertificate", "{'CertId':%.*s}", (int)strcspn(id, "-"), id);
    answer(w, "cas:DeleteSSLCertificate", "{'CertIdentifier':'%s'}", id);
    ck_assert_str_eq(w->code, "NotFound");
    world_free(w);
}
END_TEST

static const struct {
    const char *action, *params, *list;
    int found;
} lists[] = {
    { "cas:DescribeSSLCertificateList", "{}", "CertMetaList", 5 },
    { "cas:DescribeSSLCertificateList", "{'SearchValue':'shop.example'}", "CertMetaList", 2 },
    { "cas:DescribeSSLCertificateList", "{'CurrentPage':2,'ShowSize':3}", "CertMetaList", 2 },
    { "cas:DescribeSSLCertificateMatchDomainList", "{'Domain':'a.shop.example'}", "CertMetaList",
      2 },
    { "cas:DescribeSSLCertificateMatchDomainList", "{'Domain':'a.b.shop.example'}", "CertMetaList",
      0 },
    { "cas:DescribeSSLCertificateMatchDomainList", "{'Domain':'one.example','Algorithm':'RSA'}",
      "CertMetaList", 1 },
    { "cas:DescribeSSLCertificateMatchDomainList", "{'Domain':'one.example','Algorithm':'ECC'}",
      "CertMetaList", 0 },
    { "cas:ListCert", "{}", "CertList", 5 },
    { "cas:ListCert", "{'CertType':'CA'}", "CertList", 1 },
    { "cas:ListCert", "{'SourceType':'aliyun'}", "CertList", 0 },
    { "cas:ListCert", "{'Status':'REVOKE'}", "CertList", 0 },
    { "cas:ListCert", "{'KeyWord':'two'}", "CertList", 1 },
    { "cas:ListUserCertificateOrder", "{}", "CertificateOrderList", 0 },
    { "cas:ListUserCertificateOrder", "{'OrderType':'UPLOAD'}", "CertificateOrderList", 5 },
    { "cas:ListUserCertificateOrder", "{'OrderType':'CERT','Status':'ISSUED'}",
      "CertificateOrderList", 5 },
    { "cas:ListUserCertificateOrder", "{'OrderType':'CERT','Status':'EXPIRED'}",
      "CertificateOrderList", 0 },
    { "cas:ListUserCertificateOrder", "{'OrderType':'CERT','Keyword':'mine'}",
      "CertificateOrderList", 1 },
    { "cas:ListUserCertificateOrder", "{'OrderType':'CERT','ResourceGroupId':'rg-none'}",
      "CertificateOrderList", 0 },
};

START_TEST(is_listed_by_every_filter_and_in_every_region)
{
    struct world *w = world_new();
    get(w, "", "cas:UploadUserCertificate", "%s", UPLOAD("mine"));
    w->region = "cn-chengdu";

    get(w, "", lists[_i].action, "%s", lists[_i].params);

    ck_assert_msg(reply_count(w, lists[_i].list) == lists[_i].found, "%s %s: %d", lists[_i].action,
                  lists[_i].params, reply_count(w, lists[_i].list));
    world_free(w);
}
END_TEST

START_TEST(is_counted)
{
    struct world *w = world_new();

    get(w, "", "cas:DescribeSSLCertificateCount", "{'SearchValue':'shop'}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 1);
    world_free(w);
}
END_TEST

START_TEST(expires)
{
    struct world *w = world_new();
    clock_advance(w->clock, INT64_C(366) * 86400000);

    get(w, "", "cas:ListUserCertificateOrder", "{'OrderType':'CERT','Status':'EXPIRED'}");

    ck_assert_int_eq(reply_count(w, "CertificateOrderList"), 4);
    ck_assert(json_bool(w->reply, "CertificateOrderList.0.Expired"));
    world_free(w);
}
END_TEST

START_TEST(is_seeded_by_its_text)
{
    struct world *w = world_new();
    struct err err;

    ck_assert_msg(seed(w,
                       "{'certificates':[{'id':'77-cn-hangzhou','certificate':'" PEM "','key':'" KEY
                       "'}]}",
                       &err),
                  "%s", err.text);
    get(w, "", "cas:GetUserCertificateDetail", "{'CertId':77}");
    ck_assert_str_eq(reply_text(w, "SerialNo"), "1234");

    ck_assert(!seed(w, "{'certificates':[{'id':'78-cn-hangzhou','certificate':'none'}]}", &err));
    ck_assert_ptr_nonnull(strstr(err.text, "certificates[0].certificate: no certificate in PEM"));
    ck_assert(!seed(w, "{'certificates':[{'id':'mine'}]}", &err));
    ck_assert_ptr_nonnull(strstr(err.text, "certificates[0].id: expected an id like"));
    world_free(w);
}
END_TEST

static const struct {
    const char *action, *params, *code;
} refused[] = {
    { "UploadUserCertificate", "{'Name':'x','Cert':'none','Key':'" KEY "'}", "IllegalParam.Cert" },
    { "UploadUserCertificate", "{'Name':'x','Cert':'" PEM "','Key':'none'}", "IllegalParam.Key" },
    { "UploadUserCertificate", "{'Name':'x','Cert':'" PEM "','Key':'" OTHER_KEY "'}",
      "IllegalParam.Key" },
    { "UploadUserCertificate", "{'Name':'x','Key':'" KEY "'}", "MissingParam.Cert" },
    { "UploadUserCertificate", "{'Name':'x','Cert':'" PEM "'}", "MissingParam.Key" },
    { "UploadUserCertificate", UPLOAD("1-cn-hangzhou"), "NameRepeat" },
    { "UploadSSLCertificate", "{'Certificate':'none','PrivateKey':'none'}",
      "IllegalParam.Certificate" },
    { "CreateSSLCertificate", "{'Certificate':'" PEM "','PrivateKey':'none'}",
      "IllegalParam.PrivateKey" },
    { "GetUserCertificateDetail", "{'CertId':9}", "NotFound" },
    { "DeleteUserCertificate", "{'CertId':9}", "NotFound" },
    { "DeleteSSLCertificate", "{'CertIdentifier':'9-cn-hangzhou'}", "NotFound" },
    { "DescribeSSLCertificatePublicKeyDetail", "{}", "NotFound" },
};

START_TEST(is_refused)
{
    struct world *w = world_new();

    answer(w, arena_printf(w->arena, "cas:%s", refused[_i].action), "%s", refused[_i].params);

    ck_assert_msg(strcmp(w->code, refused[_i].code) == 0, "%s %s: %s", refused[_i].action,
                  refused[_i].params, w->code);
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("certificate");
    TCase *certificate = tcase_create("a certificate");

    tcase_add_test(certificate, is_read_when_it_is_uploaded);
    tcase_add_test(certificate, serves_a_listener_and_is_the_same_in_both_versions);
    tcase_add_loop_test(certificate, is_listed_by_every_filter_and_in_every_region, 0,
                        COUNT(lists));
    tcase_add_test(certificate, is_counted);
    tcase_add_test(certificate, expires);
    tcase_add_test(certificate, is_seeded_by_its_text);
    tcase_add_loop_test(certificate, is_refused, 0, COUNT(refused));
    suite_add_tcase(s, certificate);
    return s;
}

TEST_MAIN(suite)
