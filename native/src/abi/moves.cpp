// The moves between tensors and rows.
#include "abi/arguments.h"

using namespace sige;

namespace {

// The part that all scatters share.
ScatterCall checked_scatter(const Arguments& given, sige_buffer* rows, uint64_t rows_offset,
                            sige_active_set* active, const sige_tensor* dst) {
    ScatterCall call;
    call.dst = given.reals(dst, "dst");
    call.active = &given.set(active, "active", call.dst);
    call.src = given.rows(rows, rows_offset, "rows", *call.active, call.dst);
    return call;
}

}  // namespace

sige_status sige_gather(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                        const sige_affine* prologue, sige_buffer* rows, uint64_t rows_offset) {
    return guard([&] {
        const Arguments given(queue);
        GatherCall call;
        call.src = given.reals(src, "src");
        call.active = &given.set(active, "active", call.src);
        call.prologue = given.affine(prologue, "prologue", call.src.n, call.src.c);
        call.dst = given.rows(rows, rows_offset, "rows", *call.active, call.src);
        given.queue().submit(call);
    });
}

sige_status sige_scatter(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset, sige_active_set* active,
                         const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        given.queue().submit(checked_scatter(given, rows, rows_offset, active, dst));
    });
}

sige_status sige_scatter_with_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                       sige_active_set* active, const sige_tensor* residual,
                                       const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        ScatterCall call = checked_scatter(given, rows, rows_offset, active, dst);
        call.residual = given.reals(residual, "residual");
        require_same_shape(call.residual, "residual", call.dst, "dst");
        require_one_type_where_shared(call.residual, "residual", call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_scatter_with_block_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                             sige_buffer* residual_rows, uint64_t residual_offset,
                                             sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        ScatterCall call = checked_scatter(given, rows, rows_offset, active, dst);
        call.residual_rows =
            given.rows(residual_rows, residual_offset, "residual_rows", *call.active, call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_scatter_gather(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                sige_active_set* written, const sige_tensor* recorded,
                                sige_active_set* wanted, const sige_affine* prologue, sige_buffer* dst_rows,
                                uint64_t dst_offset) {
    return guard([&] {
        const Arguments given(queue);
        ScatterGatherCall call;
        call.recorded = given.reals(recorded, "recorded");
        call.written = &given.set(written, "written", call.recorded);
        call.wanted = &given.set(wanted, "wanted", call.recorded);
        call.prologue = given.affine(prologue, "prologue", call.recorded.n, call.recorded.c);
        call.src = given.rows(rows, rows_offset, "rows", *call.written, call.recorded);
        call.dst = given.rows(dst_rows, dst_offset, "dst_rows", *call.wanted, call.recorded);
        given.queue().submit(call);
    });
}
