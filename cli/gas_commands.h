/* gas_commands.h - the commands of the gas room for the table in main.c. argv[0] is the command's own name. */
#ifndef GAS_COMMANDS_H
#define GAS_COMMANDS_H

int tli_cmd_gas(int argc, char **argv);
int tli_bench_gas(int argc, char **argv);
int tli_bench_transient(int argc, char **argv);

#endif
