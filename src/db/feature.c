#include "db/feature.h"

/* The first PG_VERSION_NUM that has each feature. */
static const uint32_t first_version[] = {
    [FEATURE_SUPPORTED] = 130000,          [FEATURE_COLUMN_COMPRESSION] = 140000,
    [FEATURE_MULTIRANGE] = 140000,         [FEATURE_SQL_BODY] = 140000,
    [FEATURE_NULLS_NOT_DISTINCT] = 150000, [FEATURE_SET_COLUMNS] = 150000,
    [FEATURE_LOCALE_PROVIDER] = 150000,    [FEATURE_DATABASE_STRATEGY] = 150000,
    [FEATURE_BUILTIN_LOCALE] = 170000,     [FEATURE_NOT_NULL_CONSTRAINT] = 180000,
    [FEATURE_VIRTUAL_COLUMN] = 180000,     [FEATURE_NO_CHECKSUMS] = 180000,
};

bool
feature_in(uint32_t server_version, Feature feature)
{
    return server_version >= first_version[feature];
}
