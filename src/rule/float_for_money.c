#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

/*
 * Words that are money wherever they stand, those that need company, and those that make a
 * share.
 */
static const char *const money_words[] = {
    "price",   "prices",  "fee",   "fees", "salary", "wage", "payment", "payments",
    "revenue", "invoice", "money", "tax",  "refund", "usd",  "eur",     NULL};
static const char *const amount_words[] = {"amount", "balance", "cost",     "credit",
                                           "debit",  "deposit", "subtotal", NULL};
static const char *const company_words[] = {
    "order",        "orders",   "sale",      "sales",   "purchase", "purchases", "account",
    "accounts",     "customer", "customers", "billing", "charge",   "charges",   "transaction",
    "transactions", "wallet",   "wallets",   "ledger",  "donation", "donations", "currency",
    "budget",       "invoices", "item",      "items",   "product",  "products",  "bank",
    "useracct",     "loan",     "loans",     NULL};
static const char *const share_words[] = {
    "rate",   "ratio",   "percent",  "percentage", "pct",     "score", "factor",
    "weight", "seconds", "ms",       "time",       "planner", "gas",   "dose",
    "avg",    "mean",    "estimate", "estimated",  "quote",   "count", NULL};

/* What an hour or a day of work costs: here a rate is no share. */
static bool
is_pay(const Column *column)
{
    static const char *const periods[] = {"hourly", "daily",  "monthly", "billing",
                                          "pay",    "billed", NULL};

    return name_ends_with_word(column->name, "rate") && name_has_any_word(column->name, periods);
}

static bool
is_amount(const Table *table, const Column *column)
{
    if (is_pay(column))
        return true;
    if (name_has_any_word(column->name, share_words))
        return false;
    if (name_has_any_word(column->name, money_words))
        return true;
    return name_has_any_word(column->name, amount_words) &&
           (name_has_any_word(table->name, company_words) ||
            name_has_any_word(table->name, money_words));
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Finding *finding;

        if (column->type.dimensions > 0 || !is_amount(table, column) ||
            type_facts(design->schema, &column->type).category != CATEGORY_FLOAT)
            continue;
        finding =
            finding_add(findings, &rule_float_for_money, table, column->name, column->location,
                        "%s.%s looks like an amount but is %s: sums of it drift by cents",
                        table_label(findings->arena, table), column->name, column->type.text);
        finding->kept_back = "numeric needs a scale that only the business knows";
    }
}

const Rule rule_float_for_money = {
    .id = "float-for-money",
    .catalogue = "TYP06",
    .severity = SEVERITY_WARNING,
    .title = "floating point for amounts of money",
    .why = "0.1 has no exact binary form: 0.1 + 0.2 is 0.30000000000000004, and sums depend on the "
           "order of the rows, which changes with the plan. double precision keeps 15 digits, real "
           "only 6: real keeps 131,072.05 as 131,072.046875. A reconciliation fails long before a "
           "table is large.",
    .fix = "Use numeric with the scale that the currency needs, or bigint in the smallest unit.",
    .trade_off = "numeric is slower in large sums; the table is rewritten.",
    .not_when = "The name does not say an amount of money, or says a rate, share, score, duration "
                "or estimate; words such as amount count only in tables of orders, payments, "
                "accounts and the like.",
    .source = "PostgreSQL manual, 8.1.3 Floating-Point Types",
    .group = "%zu amounts of money in floating point",
    .check_table = check,
};
