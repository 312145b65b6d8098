/* A library of the next interface version: what a test of the loader must see refused. */
#include "sige/sige.h"

SIGE_API uint32_t sige_abi_version(void)
{
    return SIGE_ABI_VERSION + 1;
}
