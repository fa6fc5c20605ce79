/*
 * The one wall at which PostgreSQL stops: without disk space no transaction commits. Bloat, WAL and
 * temporary files need room as well, and a rebuild needs the size of the largest table, so the day is
 * that of four fifths.
 */
#include "rule/list.h"

enum
{
    MONTHS_AHEAD = 120
};

static const double DISK_SHARE = 0.8;

static void
check(const Design *design, Findings *findings)
{
    Quantity disk = design->stats->disk_bytes;
    Day low = design->today;
    Day high = day_add_months(design->today, MONTHS_AHEAD);
    Quantity now;
    Finding *finding;
    size_t known;

    if (!quantity_known(disk) ||
        design_total_bytes_on(design, high, &known).value <= disk.value * DISK_SHARE)
        return;
    while (high - low > 1)
    {
        Day middle = low + (high - low) / 2;

        if (design_total_bytes_on(design, middle, &known).value > disk.value * DISK_SHARE)
            high = middle;
        else
            low = middle;
    }
    now = design_total_bytes_on(design, design->today, &known);
    if (now.value > disk.value * DISK_SHARE)
        high = design->today;
    if (high > day_add_months(design->today, 36))
        return;
    finding = finding_add(findings, &rule_disk_fills, NULL, "disk", (Location){0},
                          "tables and indexes fill 80 %% of the disk of %s in %s",
                          quantity_bytes_text(findings->arena, disk.value),
                          day_month_text(findings->arena, high));
    finding_evidence(findings, finding, "size now", now, "bytes");
    finding_evidence(findings, finding, "disk", disk, "bytes");
    finding_bites_on(findings, finding, high);
    finding->weight = now.value;
    if (high <= day_add_months(design->today, 12))
        finding->severity = SEVERITY_ERROR;
    finding->kept_back = "a larger disk, retention or an archive: the data's owner decides";
}

const Rule rule_disk_fills = {
    .id = "disk-fills",
    .catalogue = "OPS08",
    .needs = NEEDS_SIZES | NEEDS_GROWTH,
    .severity = SEVERITY_WARNING,
    .title = "tables and indexes fill the disk",
    .why = "When the disk is full, no transaction commits. WAL, temporary files and dead rows need "
           "room beside the tables, and rebuilding the largest table needs its size again, so that "
           "four fifths is full for practical purposes.",
    .fix = "Order the disk in time, keep rows for a time only, or archive what nobody reads.",
    .trade_off = "Retention loses rows; disks cost money.",
    .not_when = "Where the size of the disk or growth is not known, or the day is more than 36 "
                "months away.",
    .source = "PostgreSQL manual, 29.2 Disk Full Failure",
    .group = "%zu disks that fill",
    .check_design = check,
};
