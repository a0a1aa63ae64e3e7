#include "base/json.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

/* A shop with ten things, called 0 … 9. */
static struct shop *shop_with_things(void)
{
    struct shop *s = shop_open(shop_options());

    store_begin(s->store);
    for (int i = 0; i < 10; i++) {
        char id[] = { (char)('0' + i), '\0' };
        store_put(s->store, &kind_thing, "here", id, cJSON_CreateObject());
    }
    store_commit(s->store);
    return s;
}

static void add_ids(struct buf *ids, const cJSON *things)
{
    const cJSON *thing;

    cJSON_ArrayForEach(thing, things) buf_add_text(ids, json_text(thing, "ThingId"));
}

static const struct {
    const char *form, *path, *ids, *number, *size;
    const char *why;
} pages[] = {
    { "Action=DescribeThings&RegionId=here", "Things.Thing", "012", "1", "3",
      "the first page, of the catalog's size" },
    { "Action=DescribeThings&RegionId=here&PageNumber=4", "Things.Thing", "9", "4", "3",
      "the last" },
    { "Action=DescribeThings&RegionId=here&PageNumber=5", "Things.Thing", "", "5", "3",
      "behind it" },
    { "Action=DescribeThings&RegionId=here&PageNumber=9007199254740992&PageSize=50", "Things.Thing",
      "", "9007199254740992", "50", "far behind it" },
    { "Action=DescribeThings&RegionId=here&PageSize=0", "Things.Thing", "012", "1", "3",
      "a size of nothing is the usual size" },
    { "Action=GetThings&PageNumber=2&PageSize=4", "Things", "4567", "2", "4",
      "an action with both styles, by number" },
    { "Action=GetThings&PageNumber=9007199254740992&PageSize=9007199254740992", "Things", "",
      "9007199254740992", "9007199254740992", "so far out that counting would overflow" },
    { "Action=GetThings", "Things", "0123456789", "1", "10",
      "an action with both styles, unasked" },
};

START_TEST(gives_the_page_that_was_asked_for)
{
    struct shop *s = shop_with_things();
    struct buf ids = BUF_LIMIT(100);

    const cJSON *reply = shop_call(s, pages[_i].form);

    ck_assert_msg(s->status == 200, "%s", s->text);
    add_ids(&ids, json_at(reply, pages[_i].path));
    ck_assert_msg(str_is(buf_str(&ids), pages[_i].ids), "%s: got %s", pages[_i].why, s->text);
    ck_assert_int_eq(json_int(reply, "PageNumber"), strtoll(pages[_i].number, NULL, 10));
    ck_assert_int_eq(json_int(reply, "PageSize"), strtoll(pages[_i].size, NULL, 10));
    buf_done(&ids);
    shop_close(s);
}
END_TEST

/* Adds the page behind a token ("": the first), and returns the next token, or NULL. */
static const char *add_page(struct shop *s, const char *token, struct buf *to)
{
    struct buf form = BUF_LIMIT(200);
    const cJSON *reply;

    buf_add_text(&form, "Action=ListThings&NextToken=");
    buf_add_percent(&form, str_of(token));
    reply = shop_call(s, buf_str(&form).at);
    buf_done(&form);
    add_ids(to, json_at(reply, "Things"));
    buf_printf(to, " of %d, ", (int)json_int(reply, "TotalCount"));
    return json_text(reply, "NextToken");
}

START_TEST(follows_tokens_to_the_last_page)
{
    struct shop *s = shop_with_things();
    struct buf told = BUF_LIMIT(200);
    const char *token = "";

    while (token)
        token = add_page(s, token, &told);

    ck_assert_str_eq(buf_str(&told).at, "0123 of 10, 4567 of 10, 89 of 10, ");
    buf_done(&told);
    shop_close(s);
}
END_TEST

START_TEST(has_no_next_page_when_the_last_is_full)
{
    struct shop *s = shop_with_things();

    const cJSON *reply = shop_call(s, "Action=ListThings&MaxResults=10");

    ck_assert_int_eq(cJSON_GetArraySize(json_at(reply, "Things")), 10);
    ck_assert_ptr_null(json_at(reply, "NextToken"));
    shop_close(s);
}
END_TEST

static const char *const bad_tokens[] = { "x", "20", "cGFnZTo=", "cGFnZTotMQ==", "cGFnZToweA==" };

START_TEST(refuses_a_token_that_it_did_not_give)
{
    struct shop *s = shop_with_things();
    struct buf form = BUF_LIMIT(100);

    buf_printf(&form, "Action=ListThings&NextToken=%s", bad_tokens[_i]);

    ck_assert_str_eq(shop_code(s, buf_str(&form).at), "IllegalParam.NextToken");
    buf_done(&form);
    shop_close(s);
}
END_TEST

START_TEST(counts_pages_where_the_reply_has_a_place_for_it)
{
    struct shop *s = shop_open(shop_options());

    const cJSON *reply =
        shop_call(s, "Version=2010-01-01&Action=ListShelves&CurrentPage=2&ShowSize=2");

    ck_assert_str_eq(json_text(reply, "Shelves.0"), "shelf 2");
    ck_assert_int_eq(cJSON_GetArraySize(json_at(reply, "Shelves")), 2);
    ck_assert_int_eq(json_int(reply, "PageCount"), 3);
    ck_assert_int_eq(json_int(reply, "CurrentPage"), 2);
    shop_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("page");
    TCase *t = tcase_create("page");

    tcase_add_loop_test(t, gives_the_page_that_was_asked_for, 0, sizeof(pages) / sizeof(pages[0]));
    tcase_add_test(t, follows_tokens_to_the_last_page);
    tcase_add_test(t, has_no_next_page_when_the_last_is_full);
    tcase_add_loop_test(t, refuses_a_token_that_it_did_not_give, 0,
                        sizeof(bad_tokens) / sizeof(bad_tokens[0]));
    tcase_add_test(t, counts_pages_where_the_reply_has_a_place_for_it);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
