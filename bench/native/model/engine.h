/** Opens the device that the command line asks for. */
#pragma once

#include <string>

#include "model/memory.h"
#include "options.h"

namespace sige::bench {

/**
 * Opens a device and its queue.
 * @param notice Receives a sentence that says which device it is, and with "auto" why.
 */
Engine open_engine(const Options& options, std::string& notice);

}  // namespace sige::bench
