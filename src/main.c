#include "base/stop.h"
#include "cmd/table.h"

int
main(int argc, char **argv)
{
    stop_install();
    return (int) command_main(argc, argv, command_table);
}
