#include "cmd/table.h"

const Command *const command_table[] = {NULL};
