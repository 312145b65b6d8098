/** Made-up inputs of a network, the same each time, with two edits of them that change the same pixels. */
#pragma once

#include <cstdint>
#include <vector>

#include "model/handles.h"
#include "model/memory.h"

namespace sige::bench {

/** The bytes of each input of a network, for the original and each edit. */
class Scene {
  public:
    /** The original, and two edits. */
    static constexpr int kVariants = 3;

    /** @param changed [h, w] of the picture, 1 where edits change it. */
    Scene(const Shapes& shapes, const std::vector<uint8_t>& changed, Random& random);

    /** The pieces that write a variant's inputs; of the picture's alone if conditions stay. */
    std::vector<sige_upload> pieces(const Memory& memory, int variant, bool with_conditions) const;
    /** Whether any pixel of the picture differs between two variants, found as sessions find it: by comparing
     * all. */
    bool differs(int variant, int other) const;

  private:
    struct Input {
        int32_t tensor;
        bool is_condition;
        std::vector<uint8_t> bytes[kVariants];
    };

    std::vector<Input> inputs_;
};

}  // namespace sige::bench
