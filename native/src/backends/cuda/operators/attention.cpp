// Attention.
#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

constexpr int kThreads = 128;

// What a block of a kernel makes: a tile of queries by a chunk of the values' channels.
struct AttentionForm {
    Kernel kernel;
    int queries, values;
};
constexpr AttentionForm kPlain{Kernel::attention_f32, 32, 64}, kFloat16{Kernel::attention_f16, 64, 80},
    kBfloat16{Kernel::attention_bf16, 64, 80};

// Causal attention, which texts have, takes the plain one, whatever the precision: it adds the values of keys
// that a query sees one by one.
const AttentionForm& form_of(sige_precision precision, bool is_causal) {
    if (is_causal) return kPlain;
    if (precision == SIGE_PRECISION_F16) return kFloat16;
    return precision == SIGE_PRECISION_BF16 ? kBfloat16 : kPlain;
}

}  // namespace

void CudaQueue::execute(const AttentionCall& call) {
    AttentionArgs args{};
    args.grid = grid(call.active, call.dst);
    if (args.grid.count == 0) return;
    args.query = place<const Real>(call.query);
    args.key = place<const Real>(call.key);
    args.value = place<const Real>(call.value);
    args.dst = place<Real>(call.dst);
    args.keys = static_cast<int>(call.key.pixels());
    args.heads = call.heads;
    args.width = call.query.c / call.heads;
    args.value_width = call.value.c / call.heads;
    args.scale = call.scale;
    args.is_causal = call.causal;
    args.takes_four = Vectors(args.width).with(args.query).with(args.key).size() == 4;
    args.value_takes_four = Vectors(args.value_width).with(args.value).size() == 4;
    const AttentionForm& form = form_of(call.precision, call.causal);
    LaunchShape shape;
    shape.threads = kThreads;
    shape.x = static_cast<unsigned>((args.grid.count + form.queries - 1) / form.queries);
    shape.y = static_cast<unsigned>(call.heads * ((args.value_width + form.values - 1) / form.values));
    shape.z = static_cast<unsigned>(call.dst.n);
    launch(form.kernel, shape, args);
}

}  // namespace sige::cuda
