/*
 * feature.h - what a server can do, by name.
 *
 * Version numbers stand in feature.c alone; everything else asks here.
 */
#ifndef TENFOLD_DB_FEATURE_H
#define TENFOLD_DB_FEATURE_H

#include "base/base.h"

typedef enum Feature
{
    FEATURE_SUPPORTED, /* a server that tenfold knows at all */
    FEATURE_COLUMN_COMPRESSION, /* pg_attribute.attcompression */
    FEATURE_MULTIRANGE,
    FEATURE_SQL_BODY, /* functions with BEGIN ATOMIC or RETURN */
    FEATURE_NULLS_NOT_DISTINCT, /* UNIQUE NULLS NOT DISTINCT */
    FEATURE_SET_COLUMNS, /* ON DELETE SET NULL (column) */
    FEATURE_LOCALE_PROVIDER, /* initdb --locale-provider */
    FEATURE_DATABASE_STRATEGY, /* CREATE DATABASE … STRATEGY */
    FEATURE_BUILTIN_LOCALE, /* locale provider "builtin", C.UTF-8 everywhere */
    FEATURE_NOT_NULL_CONSTRAINT, /* NOT NULL stands in pg_constraint */
    FEATURE_VIRTUAL_COLUMN, /* GENERATED ALWAYS AS … VIRTUAL */
    FEATURE_NO_CHECKSUMS /* initdb --no-data-checksums */
} Feature;

/* True when a server of this PG_VERSION_NUM has the feature. */
bool feature_in(uint32_t server_version, Feature feature);

#endif
