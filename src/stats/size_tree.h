/*
 * size_tree.h - GiST and SP-GiST freshly built: between which sizes.
 */
#ifndef TENFOLD_STATS_SIZE_TREE_H
#define TENFOLD_STATS_SIZE_TREE_H

#include "stats/size_key.h"

IndexSize size_tree_gist(const Sizing *sizing);
IndexSize size_tree_spgist(const Sizing *sizing);

#endif
