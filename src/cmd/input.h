/*
 * input.h - files of SQL, and folders of loose ones, into one schema.
 */
#ifndef TENFOLD_CMD_INPUT_H
#define TENFOLD_CMD_INPUT_H

#include "base/error.h"
#include "schema/schema.h"

/*
 * Reads the files in their order; "-" is standard input. `settings` are "name=value" texts for their
 * placeholders; NULL: none.
 */
bool input_read(const NameList *files, const NameList *settings, Schema *schema,
                Error *error) MUST_CHECK;

/*
 * Reads all *.sql files of a folder and those below, in an order in which they load. What is wrong with
 * one file is a Problem, and the others are read. False when there is no such file.
 */
bool input_read_folder(const char *folder, const NameList *settings, Schema *schema,
                       Error *error) MUST_CHECK;

/* The recording below a folder that holds no other SQL; or NULL. */
const char *input_recording(Arena *arena, const char *folder);

#endif
