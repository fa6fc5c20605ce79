/*
 * layout_list.h - the records of all layouts, sorted by name.
 */
#ifndef TENFOLD_MIGRATION_LAYOUT_LIST_H
#define TENFOLD_MIGRATION_LAYOUT_LIST_H

#include "migration/layout.h"

extern const Layout layout_atlas;
extern const Layout layout_boundary;
extern const Layout layout_dbmate;
extern const Layout layout_diesel;
extern const Layout layout_drizzle;
extern const Layout layout_flyway;
extern const Layout layout_golang_migrate;
extern const Layout layout_goose;
extern const Layout layout_graphile;
extern const Layout layout_hasura;
extern const Layout layout_liquibase;
extern const Layout layout_mybatis;
extern const Layout layout_node_pg_migrate;
extern const Layout layout_numbered;
extern const Layout layout_pop;
extern const Layout layout_prisma;
extern const Layout layout_rambler;
extern const Layout layout_refinery;
extern const Layout layout_shmig;
extern const Layout layout_sqitch;
extern const Layout layout_sql_migrate;
extern const Layout layout_sqlx;
extern const Layout layout_supabase;
extern const Layout layout_synapse;
extern const Layout layout_temporal;
extern const Layout layout_tern;

#endif
