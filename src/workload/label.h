/*
 * label.h - what people call a query that its program gave no name.
 */
#ifndef TENFOLD_WORKLOAD_LABEL_H
#define TENFOLD_WORKLOAD_LABEL_H

#include "workload/workload.h"

/*
 * Names the queries that statistics alone know: "SELECT comments by author_id", "DELETE tasks by id". Each
 * name is given once. They must be understood before; of what is not, the text's beginning is the name.
 */
void label_queries(Workload *workload);

#endif
