/*
 * Limits of access control lists, security policies, templates and scripts.
 */
#include <inttypes.h>

#include "base/json.h"
#include "tests/test.h"
#include "trial.h"

#include "base/banned.h"

#define ACL "{'AclId':'acl-#','AclName':'name-#','AclStatus':'Available'}"

const char *try_acls(struct trial *t)
{
    fill(t, &kind_acl, "acl-#", ACL, t->limit - 1);
    ck_assert_str_eq(answer(t->w, "CreateAcl", "{'AclName':'last'}"), "");
    return answer(t->w, "CreateAcl", "{'AclName':'more'}");
}

static const char *add_entry(struct trial *t, const char *acl)
{
    return answer(t->w, "AddEntriesToAcl",
                  "{'AclId':'%s','AclEntries':[{'Entry':'192.168.%d.0/24'}]}", acl,
                  count(t->w, "alb/AclEntry") % 256);
}

/* So many entries on a list that is there already. */
static void fill_entries(struct trial *t, const char *acl, int64_t entries)
{
    fill(t, &kind_acl_entry, arena_printf(t->w->arena, "%s:#", acl),
         arena_printf(t->w->arena, "{'AclId':'%s','Entry':'#','Status':'Available'}", acl),
         count(t->w, "alb/AclEntry") + entries);
}

const char *try_acl_entries(struct trial *t)
{
    fill(t, &kind_acl, "acl-#", ACL, 1);
    fill_entries(t, "acl-0", t->limit - 1);
    ck_assert_str_eq(add_entry(t, "acl-0"), "");
    return add_entry(t, "acl-0");
}

static const char *associate(struct trial *t, const char *listener, const char *acl)
{
    return answer(t->w, "AssociateAclsWithListener",
                  "{'ListenerId':'%s','AclType':'White','AclIds':['%s']}", listener, acl);
}

const char *try_acl_listeners(struct trial *t)
{
    fill(t, &kind_acl, "acl-#", ACL, 1);
    fill(t, &kind_acl_relation, "lsn-#:acl-0", "{'AclId':'acl-0','ListenerId':'lsn-#'}",
         t->limit - 1);
    ck_assert_str_eq(associate(t, "lsn-443", "acl-0"), "");
    return associate(t, t->listener, "acl-0");
}

const char *try_listener_acls(struct trial *t)
{
    fill(t, &kind_acl, "acl-#", ACL, t->limit + 1);
    for (int64_t i = 0; i < t->limit; i++)
        ck_assert_str_eq(associate(t, t->listener, numbered(t, "acl-#", i)), "");
    return associate(t, t->listener, numbered(t, "acl-#", t->limit));
}

const char *try_listener_acl_entries(struct trial *t)
{
    fill(t, &kind_acl, "acl-#", ACL, 2);
    fill_entries(t, "acl-0", t->limit / 2);
    fill_entries(t, "acl-1", t->limit - t->limit / 2 - 1);
    ck_assert_str_eq(associate(t, t->listener, "acl-0"), "");
    ck_assert_str_eq(associate(t, t->listener, "acl-1"), "");
    ck_assert_str_eq(add_entry(t, "acl-0"), "");
    return add_entry(t, "acl-1");
}

/* Three listeners with less than any of them may have. */
const char *try_balancer_acl_entries(struct trial *t)
{
    static const char *const listeners[] = { "lsn-x", "lsn-y", "lsn-z" };

    fill(t, &kind_acl, "acl-#", ACL, 4);
    for (int i = 0; i < 3; i++) {
        fill(t, &kind_listener, listeners[i],
             arena_printf(t->w->arena,
                          "{'ListenerId':'%s','LoadBalancerId':'%s','ListenerProtocol':'HTTP',"
                          "'ListenerStatus':'Running'}",
                          listeners[i], t->balancer),
             count(t->w, "alb/Listener") + 1);
        fill_entries(t, numbered(t, "acl-#", i), i < 2 ? 299 : t->limit - 598 - 1);
        ck_assert_str_eq(associate(t, listeners[i], numbered(t, "acl-#", i)), "");
    }
    ck_assert_str_eq(add_entry(t, "acl-2"), "");
    return add_entry(t, "acl-2");
}

#define POLICY "'SecurityPolicyName':'policy','TLSVersions':['TLSv1.2'],'Ciphers':['AES128-SHA']"

const char *try_security_policies(struct trial *t)
{
    fill(t, &kind_security_policy, "sp-#", "{" POLICY "}", t->limit - 1);
    ck_assert_str_eq(answer(t->w, "CreateSecurityPolicy", "{" POLICY "}"), "");
    return answer(t->w, "CreateSecurityPolicy", "{" POLICY "}");
}

const char *try_policy_attached(struct trial *t)
{
    fill(t, &kind_security_policy, "sp-#", "{" POLICY "}", 1);
    fill(t, &kind_listener, "lsn-#", "{'SecurityPolicyId':'sp-0'}",
         count(t->w, "alb/Listener") + t->limit - 1);
    ck_assert_str_eq(answer(t->w, "UpdateListenerAttribute",
                            "{'ListenerId':'lsn-443','SecurityPolicyId':'sp-0'}"),
                     "");
    return answer(t->w, "CreateListener",
                  "{'LoadBalancerId':'%s','ListenerPort':8443,'ListenerProtocol':'HTTPS',"
                  "'SecurityPolicyId':'sp-0','Certificates':[{'CertificateId':"
                  "'12345-cn-hangzhou'}],'DefaultActions':[{'Type':'ForwardGroup',"
                  "'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}}]}",
                  t->balancer);
}

const char *try_health_check_templates(struct trial *t)
{
    fill(t, &kind_health_check_template, "hct-#", "{}", t->limit - 1);
    ck_assert_str_eq(
        answer(t->w, "CreateHealthCheckTemplate", "{'HealthCheckTemplateName':'last'}"), "");
    return answer(t->w, "CreateHealthCheckTemplate", "{'HealthCheckTemplateName':'more'}");
}

static const char *create_script(struct trial *t)
{
    return answer(t->w, "CreateAScripts",
                  "{'ListenerId':'%s','AScripts':[{'AScriptName':'script','ScriptContent':"
                  "'1'}]}",
                  t->listener);
}

static const char *create_long_script(struct trial *t, int64_t lines)
{
    cJSON *params = tree(t->w, "{'AScripts':[{'AScriptName':'script'}]}");
    struct buf text = BUF_LIMIT(1u << 16);

    for (int64_t i = 0; i < lines; i++)
        buf_add_text(&text, "1\n");
    json_add_text(params, "ListenerId", t->listener);
    json_add_text(json_mutable(params, "AScripts.0"), "ScriptContent", text.at);
    buf_done(&text);
    return answer_tree(t->w, "CreateAScripts", params);
}

const char *try_ascript_lines(struct trial *t)
{
    ck_assert_str_eq(create_long_script(t, t->limit), "");
    return create_long_script(t, t->limit + 1);
}

const char *try_ascripts_lines(struct trial *t)
{
    for (int64_t i = 0; i < t->limit; i += 1000)
        ck_assert_str_eq(create_long_script(t, 1000), "");
    return create_long_script(t, 1);
}

const char *try_ascripts(struct trial *t)
{
    fill(t, &kind_ascript, "as-#", arena_printf(t->w->arena, "{'ListenerId':'%s'}", t->listener),
         t->limit - 1);
    ck_assert_str_eq(create_script(t), "");
    return create_script(t);
}
