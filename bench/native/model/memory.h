/** The device memory of a network: tensors, scales and shifts, and constants. */
#pragma once

#include <string>
#include <vector>

#include "model/handles.h"
#include "model/random.h"
#include "model/shapes.h"

namespace sige::bench {

/** The device, and the queue that everything runs on. */
struct Engine {
    Device device;
    Queue queue;
    sige_device_kind kind;
    /** Whether its operators take tensors of float16. */
    bool stores_float16;
    /** Whether its queues note calls to launch them as one. */
    bool has_captures;
};

/** A scale and shift, with the sums that they are made of; sums is null for constants. */
struct AffineMemory {
    Buffer sums, scale, shift;
    uint64_t sum_bytes, factor_bytes;
};

/** Allocates a network's tensors as its shape file places them, and fills its constants from a seed. */
class Memory {
  public:
    Memory(const Engine& engine, const Shapes& shapes, Random& random);

    const Engine& engine() const { return engine_; }
    const Shapes& shapes() const { return shapes_; }
    sige_queue* queue() const { return engine_.queue.get(); }

    /** A whole tensor. */
    sige_tensor view(int32_t tensor) const;
    /** The channels that an operand sees, at the tensor's own size; all zero for none. */
    sige_tensor view(const Operand& operand) const;
    /** The operand of a key. */
    sige_tensor view(const Words& words, const std::string& key) const {
        return view(operand_of(shapes_, words, key));
    }

    const AffineMemory& affine_memory(int32_t affine) const { return affines_[affine]; }
    /** The scale and shift of a key, if there are some, then the activation of another. */
    sige_affine affine(const Words& words, const std::string& key, const std::string& activation_key) const;

    /** Values near a mean, as [count] float32 on the device; they live as long as the memory. */
    sige_buffer* constant(int64_t count, float mean, float spread);

  private:
    const Engine& engine_;
    const Shapes& shapes_;
    Random& random_;
    Buffer arena_;
    std::vector<Buffer> tensors_;
    std::vector<AffineMemory> affines_;
    std::vector<Buffer> constants_;
};

/** An activation as "Relu" or "LeakyRelu,0.2" in a word; that of a key that is not there is none. */
sige_activation activation_of(const Words& words, const std::string& key, float& slope);

}  // namespace sige::bench
