// One block at a time: the warps of a worker, whose registers are kept from block to block.
#pragma once

#include "cuda/ptx/machine/warp.h"

namespace sige::ptx {

class BlockRunner final {
  public:
    BlockRunner(const Launch& launch, const GlobalMemory& memory, const Options& options);
    void run(Dim3 index);

  private:
    void fill_constants(Warp& warp);
    void fill_specials(Warp& warp);
    void start(Warp& warp);
    void pass_barriers();

    struct Free {
        void operator()(std::byte* memory) const;
    };
    BlockState state_;
    std::vector<Warp> warps_;
    std::unique_ptr<std::byte, Free> registers_;
};

}  // namespace sige::ptx
