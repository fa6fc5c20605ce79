#include "migration/layout_list.h"

/* One line each, sorted by the name that --layout takes. */
/* clang-format off */
const Layout *const layout_list[] = {
    &layout_atlas,
    &layout_boundary,
    &layout_dbmate,
    &layout_diesel,
    &layout_drizzle,
    &layout_flyway,
    &layout_golang_migrate,
    &layout_goose,
    &layout_graphile,
    &layout_hasura,
    &layout_liquibase,
    &layout_mybatis,
    &layout_node_pg_migrate,
    &layout_numbered,
    &layout_pop,
    &layout_prisma,
    &layout_rambler,
    &layout_refinery,
    &layout_shmig,
    &layout_sqitch,
    &layout_sql_migrate,
    &layout_sqlx,
    &layout_supabase,
    &layout_synapse,
    &layout_temporal,
    &layout_tern,
    NULL,
};
/* clang-format on */
