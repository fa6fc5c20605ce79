/*
 * Amounts in the smallest unit of a currency outgrow an integer long before rows do: 2,147,483,647
 * cents are 21 million, and in units of a blockchain (a stroop is a ten-millionth) 214. The protocols
 * behind ledgers speak of unsigned 32 or 64 bits.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

static const char *const tiny_units[] = {"stroop",  "stroops",  "satoshi", "satoshis",   "sat",
                                         "sats",    "msat",     "msats",   "wei",        "gwei",
                                         "lamport", "lamports", "gas",     "microunits", NULL};
static const char *const amounts[] = {"fee",     "fees",    "amount", "balance", "balances",
                                      "charged", "deposit", "payout", "reserve", NULL};
static const char *const ledger_words[] = {
    "ledger",  "ledgers",  "transaction", "transactions", "wallet",      "wallets", "block",
    "blocks",  "payment",  "payments",    "settlement",   "settlements", "trade",   "trades",
    "auction", "auctions", "balance",     "balances",     "payout",      "payouts", NULL};
static const char *const counts[] = {"count", "id",  "type",  "number", "index", "percent",
                                     "rate",  "bps", "limit", "days",   NULL};

static bool
ends_with_any(const char *name, const char *const *words)
{
    for (; *words != NULL; words++)
        if (name_ends_with_word(name, *words))
            return true;
    return false;
}

static bool
is_amount(const Table *table, const Column *column)
{
    if (ends_with_any(column->name, counts) || name_has_word(column->name, "pool"))
        return false; /* the fee of a liquidity pool is a share */
    if (name_has_any_word(column->name, tiny_units))
        return true;
    return name_has_any_word(column->name, amounts) &&
           (name_has_any_word(table->name, ledger_words) || name_has_word(column->name, "cents"));
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Change *change;
        Finding *finding;

        if (column->type.dimensions > 0 || key_is_generated(column) ||
            !str_equal(type_facts(design->schema, &column->type).base_name, "int4") ||
            key_foreign_key(table, column->name) != NULL || !is_amount(table, column))
            continue;
        finding = finding_add(
            findings, &rule_amount_int4, table, column->name, column->location,
            "%s.%s is integer: by its name an amount, and one above 2,147,483,647 does not fit",
            table_label(findings->arena, table), column->name);
        change = change_new(findings->arena, CHANGE_COLUMN_TYPE, table);
        change->column = column->name;
        change->type = type_builtin(findings->arena, "int8");
        finding_change(finding, change);
        finding->weight = design_rows(design, table).value;
    }
}

const Rule rule_amount_int4 = {
    .id = "amount-int4",
    .catalogue = "TYP17",
    .severity = SEVERITY_WARNING,
    .title = "integer column for an amount in a smallest unit",
    .why = "2,147,483,647 cents are 21 million; in smaller units the end comes sooner. A single "
           "value is enough: the insert fails, or an application that computes with unsigned "
           "32 bits stores it as a negative amount. It does not depend on the number of rows.",
    .fix = "Make the column bigint, or numeric where amounts pass nine quintillion units.",
    .gain = "amounts above 2,147,483,647 can be stored",
    .trade_off = "Four bytes a row; the table is rewritten, so it is cheapest while it is small.",
    .not_when = "Prices and quantities of a shop, amounts outside of tables named after ledgers, "
                "transactions, payments or balances (unless the unit is in the name), counts, "
                "percentages and limits.",
    .source = "PostgreSQL manual, 8.1.1 Integer Types",
    .group = "%zu integer columns for amounts",
    .check_table = check,
};
