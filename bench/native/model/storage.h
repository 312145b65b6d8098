/** What the tensors of a network are kept as. */
#pragma once

#include "model/shapes.h"

namespace sige::bench {

/**
 * Keeps as float16 what steps make of the picture, as sessions do with float16 products on a device that
 * stores it. Inputs and the output stay as they are, and so does what depends on conditions alone and what a
 * step takes as float32 only.
 */
void store_in_float16(Shapes& shapes);

}  // namespace sige::bench
