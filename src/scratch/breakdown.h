/*
 * breakdown.h - why the private server stopped answering.
 */
#ifndef TENFOLD_SCRATCH_BREAKDOWN_H
#define TENFOLD_SCRATCH_BREAKDOWN_H

#include "scratch/folder.h"

/* Turns an error of a connection that broke, or of a disk that is full, into one that helps. */
bool breakdown_explain(const Folder *folder, Error *error);

#endif
