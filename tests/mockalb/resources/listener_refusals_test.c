#include "tests/test.h"

#include "refusals.h"

#include "base/banned.h"

/* What these calls need besides the usual cloud. */
#define MORE                                                                                       \
    "{'loadBalancers':[{'id':'alb-unpaid','vpc':'vpc-a','business':'Abnormal','zones':[{'zone':"   \
    "'cn-hangzhou-h','vswitch':'vsw-h'},{'zone':'cn-hangzhou-i','vswitch':'vsw-i'}]}],"            \
    "'listeners':[{'id':'lsn-unpaid','loadBalancer':'alb-unpaid','port':80,'serverGroup':"         \
    "'sgp-2'}],"                                                                                   \
    "'data':[{'kind':'alb/Listener','id':'lsn-bare','body':{'ListenerId':'lsn-bare',"              \
    "'LoadBalancerId':'alb-1','ListenerProtocol':'HTTPS','ListenerStatus':'Running'}},"            \
    "{'kind':'alb/Listener','id':'lsn-orphan','body':{'ListenerId':'lsn-orphan',"                  \
    "'LoadBalancerId':'alb-gone','ListenerStatus':'Running'}}]}"

#define NOTHING      NULL, NULL, AT_ONCE
#define LISTENER(id) "{'ListenerId':'" id "'}"
#define ADD          "AssociateAdditionalCertificatesWithListener"
#define DROP         "DissociateAdditionalCertificatesFromListener"
#define CERTIFICATES(listener, id)                                                                 \
    "{'ListenerId':'" listener "','Certificates':[{'CertificateId':'" id "'}]}"
#define C(n)          "{'CertificateId':'" n "-cn-hangzhou'},"
#define DESCRIBED(id) "{'ListenerId':'" id "','ListenerDescription':'other'}"
#define LOGS(id)      "{'ListenerId':'" id "','AccessLogRecordCustomizedHeadersEnabled':true}"
#define LOG           "{'LoadBalancerId':'alb-1','LogProject':'p','LogStore':'s'}"
#define BUSY_BALANCER                                                                              \
    "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}", AT_ONCE
#define BUSY        "UpdateListenerAttribute", DESCRIBED("lsn-443"), AT_ONCE
#define ADDED(when) ADD, CERTIFICATES("lsn-443", "1-cn-hangzhou"), when
#define TO                                                                                         \
    "'DefaultActions':[{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'"       \
    "ServerGroupId':'sgp-2'}]}}]"
#define RULE                                                                                       \
    "'RuleName':'r1','Priority':7,'RuleConditions':[{'Type':'Path','PathConfig':{'Values':['/"     \
    "']}}],"                                                                                       \
    "'RuleActions':[{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{" \
    "'ServerGroupId':'sgp-2'}]}}]"

static const struct late_refusal rows[] = {
    /* clang-format off */
    { ADD, BUSY, CERTIFICATES("lsn-443", "1-cn-hangzhou"), "IncorrectStatus.Listener" },
    { ADD, NOTHING, CERTIFICATES("lsn-443", "12345-cn-hangzhou"), "OperationDenied.DefaultCertificateUsed" },
    { ADD, NOTHING, CERTIFICATES("lsn-bare", "1-cn-hangzhou"), "OperationFailed.DefaultCertificateNotFound" },
    { ADD, ADDED(LATER), CERTIFICATES("lsn-443", "1-cn-hangzhou"), "ResourceAlreadyAssociated.Certificate" },
    { ADD, NOTHING, CERTIFICATES("lsn-80", "1-cn-hangzhou"), "OperationDenied.HttpListenerNotSupport" },
    { ADD, NOTHING, CERTIFICATES("lsn-443", "mine"), "InvalidParameter" },
    { ADD, NOTHING, CERTIFICATES("lsn-443", "1"), "InvalidParameter" },
    { ADD, ADDED(AT_ONCE), CERTIFICATES("lsn-443", "2-cn-hangzhou"), "ResourceInConfiguring.Listener" },
    { ADD, NOTHING, CERTIFICATES("lsn-443", "9-cn-hangzhou"), "ResourceNotFound.Certificate" },
    { ADD, NOTHING, CERTIFICATES("lsn-none", "1-cn-hangzhou"), "ResourceNotFound.Listener" },
    { ADD, NOTHING, "{'ListenerId':'lsn-443','Certificates':[" C("1") C("2") C("3") C("4") C("5") C("6") C("7") C("8") C("9") C("10") C("11") C("12") C("13") C("14") C("15") "{'CertificateId':'16-cn-hangzhou'}]}", "IllegalParamSize.Certificates" },
    { DROP, BUSY, CERTIFICATES("lsn-443", "1-cn-hangzhou"), "IncorrectStatus.Listener" },
    { DROP, NOTHING, CERTIFICATES("lsn-80", "1-cn-hangzhou"), "OperationDenied.HttpListenerNotSupport" },
    { DROP, NOTHING, CERTIFICATES("lsn-443", "12345-cn-hangzhou"), "OperationDenied.DefaultCertificateUsed" },
    { DROP, NOTHING, CERTIFICATES("lsn-443", "1-cn-hangzhou"), "ResourceNotAssociated.Certificate" },
    { DROP, ADDED(AT_ONCE), CERTIFICATES("lsn-443", "1-cn-hangzhou"), "ResourceInConfiguring.Listener" },
    { DROP, NOTHING, CERTIFICATES("lsn-none", "1-cn-hangzhou"), "ResourceNotFound.Listener" },

    { "UpdateListenerLogConfig", NOTHING, LOGS("lsn-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "UpdateListenerLogConfig", BUSY_BALANCER, LOGS("lsn-443"), "IncorrectStatus.LoadBalancer" },
    { "UpdateListenerLogConfig", BUSY, LOGS("lsn-443"), "IncorrectStatus.Listener" },
    { "UpdateListenerLogConfig", NOTHING, LOGS("lsn-443"), "OperationDenied.AccessLogDisabled" },
    { "UpdateListenerLogConfig", ADDED(AT_ONCE), LOGS("lsn-443"), "ResourceInConfiguring.Listener" },
    { "UpdateListenerLogConfig", NOTHING, LOGS("lsn-none"), "ResourceNotFound.Listener" },
    { "UpdateListenerLogConfig", "EnableLoadBalancerAccessLog", LOG, LATER, "{'ListenerId':'lsn-443','AccessLogTracingConfig':{'TracingEnabled':true,'TracingSample':10001}}", "IllegalParam.TracingSample" },

    { "GetListenerHealthStatus", NOTHING, LISTENER("lsn-none"), "ResourceNotFound.Listener" },
    { "GetListenerHealthStatus", NOTHING, LISTENER("lsn-orphan"), "ResourceNotFound.LoadBalancer" },
    { "GetListenerHealthStatus", NOTHING, "{'ListenerId':'lsn-80','MaxResults':31}", "IllegalParam.MaxResults" },

    { "StartListener", BUSY_BALANCER, LISTENER("lsn-443"), "IncorrectStatus.LoadBalancer" },
    { "StartListener", NOTHING, LISTENER("lsn-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "StartListener", NOTHING, LISTENER("lsn-443"), "IncorrectStatus.Listener" },
    { "StartListener", ADDED(AT_ONCE), LISTENER("lsn-443"), "ResourceInConfiguring.Listener" },
    { "StartListener", NOTHING, LISTENER("lsn-none"), "ResourceNotFound.Listener" },
    { "StopListener", BUSY_BALANCER, LISTENER("lsn-443"), "IncorrectStatus.LoadBalancer" },
    { "StopListener", NOTHING, LISTENER("lsn-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "StopListener", "StopListener", LISTENER("lsn-443"), AT_ONCE, LISTENER("lsn-443"), "IncorrectStatus.Listener" },
    { "StopListener", "StopListener", LISTENER("lsn-443"), LATER, LISTENER("lsn-443"), "IncorrectStatus.Listener" },
    { "StopListener", ADDED(AT_ONCE), LISTENER("lsn-443"), "ResourceInConfiguring.Listener" },
    { "StopListener", NOTHING, LISTENER("lsn-none"), "ResourceNotFound.Listener" },

    { "DeleteListener", BUSY, LISTENER("lsn-443"), "IncorrectStatus.Listener" },
    { "DeleteListener", ADDED(AT_ONCE), LISTENER("lsn-443"), "ResourceInConfiguring.Listener" },
    { "DeleteListener", BUSY_BALANCER, LISTENER("lsn-443"), "IncorrectStatus.LoadBalancer" },
    { "DeleteListener", NOTHING, LISTENER("lsn-none"), "ResourceNotFound.Listener" },
    { "DeleteListener", NOTHING, LISTENER("lsn-orphan"), "ResourceNotFound.LoadBalancer" },
    { "DeleteListener", "UpdateListenerAttribute", "{'ListenerId':'lsn-443','QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':'lsn-quic'}}", LATER, LISTENER("lsn-quic"), "ResourceInUse.Listener" },

    { "CreateListener", NOTHING, "{'LoadBalancerId':'alb-unpaid','ListenerPort':81,'ListenerProtocol':'HTTP'," TO "}", "IncorrectBusinessStatus.LoadBalancer" },
    { "UpdateListenerAttribute", NOTHING, DESCRIBED("lsn-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "UpdateListenerAttribute", ADDED(AT_ONCE), DESCRIBED("lsn-443"), "ResourceInConfiguring.Listener" },
    { "UpdateListenerAttribute", ADDED(LATER), CERTIFICATES("lsn-443", "1-cn-hangzhou"), "ResourceAlreadyAssociated.Certificate" },
    { "UpdateListenerAttribute", NOTHING, CERTIFICATES("lsn-443", "9-cn-hangzhou"), "ResourceNotFound.Certificate" },
    { "UpdateListenerAttribute", NOTHING, CERTIFICATES("lsn-443", "mine"), "InvalidParameter" },

    { "CreateRule", ADDED(AT_ONCE), "{'ListenerId':'lsn-443'," RULE "}", "ResourceInConfiguring.Listener" },
    { "CreateRules", ADDED(AT_ONCE), "{'ListenerId':'lsn-443','Rules':[{" RULE "}]}", "IncorrectStatus.Listener" },
    /* clang-format on */
};

START_TEST(is_refused_by_its_code)
{
    check_late_refusal(&rows[_i], MORE);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("listener refusals");
    TCase *calls = tcase_create("a call about a listener");

    tcase_add_loop_test(calls, is_refused_by_its_code, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    suite_add_tcase(s, calls);
    return s;
}

TEST_MAIN(suite)
