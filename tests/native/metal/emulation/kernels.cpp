// The kernels' text as C++, and the table that it gives.
#include "metal/emulation/kernels.h"

#include <metal_stdlib>

#include "backends/metal/kernels/kernels.metal"

namespace sige::simt {
namespace {

template <size_t... kIndices, class Call>
void with_buffers(const void* memories, std::index_sequence<kIndices...>, const Call& call) {
    void* const* buffers = static_cast<void* const*>(memories);
    call(Bound{buffers[kIndices]}...);
}

}  // namespace

// Called by its name, a kernel takes its positions as default arguments.
#define SIGE_METAL_KERNEL(name)                                                       \
    Entry{#name, buffers_of(&::name), [](const void* memories) {                      \
              with_buffers(memories, std::make_index_sequence<buffers_of(&::name)>(), \
                           [](auto... buffers) { ::name(buffers...); });              \
          }},
std::span<const Entry> entries() {
    static const Entry all[] = {
#include "backends/metal/runtime/kernels.inc"
    };
    return all;
}
#undef SIGE_METAL_KERNEL

extern "C" __attribute__((visibility("default"))) void sige_simt_kernels(void (*take)(const Entry&, void*),
                                                                         void* taker) {
    for (const Entry& entry : entries()) take(entry, taker);
}

}  // namespace sige::simt
