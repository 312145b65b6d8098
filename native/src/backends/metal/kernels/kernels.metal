// All kernels: the build puts the files that are named here behind each other into one text.
#pragma once

#include "common.metal"

#include "attention.metal"
#include "convolution.metal"
#include "copies.metal"
#include "direct.metal"
#include "elementwise.metal"
#include "masks.metal"
#include "moves.metal"
#include "norm.metal"
#include "rows.metal"
#include "special.metal"
