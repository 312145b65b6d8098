#include "session/session.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace sige::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Part part_of(const Operator& bound) {
    return bound.convolution ? Part::kConvolutions : bound.statistics ? Part::kStatistics : Part::kOperators;
}

}  // namespace

Session::Session(const Engine& engine, const Shapes& shapes, const SessionOptions& options)
    : engine_(engine),
      shapes_(shapes),
      random_(options.seed),
      memory_(engine, shapes, random_),
      operators_(bind_operators(memory_, random_, options.precision)),
      masks_(engine.device.get(), shapes),
      changed_(rectangle(shapes.h, shapes.w, options.edit_percent)),
      scene_(shapes, changed_, random_),
      clock_(engine),
      modes_(shapes.steps.size()),
      rows_(shapes.tensors.size()),
      row_bytes_(shapes.tensors.size()),
      kept_set_(shapes.tensors.size(), -1),
      slots_(shapes.tensors.size()),
      statistics_(shapes.steps.size()),
      output_(shapes.tensors[shapes.output].elements()) {
    keep_forms(memory_, operators_, masks_);
    for (size_t i = 0; i < shapes.tensors.size(); ++i) {
        const TensorShape& tensor = shapes.tensors[i];
        if (!tensor.is_cached) continue;
        const uint64_t bytes = tensor.elements() * element_bytes(tensor.cached_dtype);
        slots_[i].buffer = make_buffer(engine.device.get(), bytes);
        slots_[i].tensor = memory_.view(static_cast<int32_t>(i));
        slots_[i].tensor.buffer = slots_[i].buffer.get();
        slots_[i].tensor.offset = 0;
        slots_[i].tensor.dtype = tensor.cached_dtype;
        cache_bytes_ += bytes;
    }
    for (size_t i = 0; i < operators_.size(); ++i) {
        if (!operators_[i].statistics) continue;
        const AffineMemory& result = *operators_[i].statistics->result;
        statistics_[i] = make_buffer(engine.device.get(), result.sum_bytes + 2 * result.factor_bytes);
    }
    plan();
}

void Session::plan() {
    masks_.build(changed_);
    is_whole_ = false;
    for (size_t i = 0; i < modes_.size(); ++i) {
        const StepShape& step = shapes_.steps[i];
        modes_[i] = step.edit;
        if (step.edit != EditMode::kSparse) continue;
        if (!shapes_.is_cached && masks_.share(step.set) > shapes_.break_even) modes_[i] = EditMode::kWhole;
        if (masks_.pixels(step.set) == 0) modes_[i] = EditMode::kNone;
    }
    if (shapes_.is_cached)
        is_whole_ =
            static_cast<double>(edit_macs()) > shapes_.break_even * static_cast<double>(shapes_.macs());
}

int64_t Session::pixels(size_t step) const {
    if (modes_[step] == EditMode::kSparse) return masks_.pixels(shapes_.steps[step].set);
    return modes_[step] == EditMode::kWhole ? shapes_.place(shapes_.steps[step]).pixels() : 0;
}

int64_t Session::edit_macs() const {
    int64_t macs = 0;
    for (size_t i = 0; i < modes_.size(); ++i) macs += pixels(i) * shapes_.steps[i].macs;
    return macs;
}

int64_t Session::block_macs() const {
    int64_t macs = 0;
    for (size_t i = 0; i < modes_.size(); ++i)
        macs += (modes_[i] == EditMode::kSparse ? masks_.tile_pixels(shapes_.steps[i].set) : pixels(i)) *
                shapes_.steps[i].macs;
    return macs;
}

void Session::run(int variant) {
    upload(variant, true);
    run_steps(false);
    read_output();
}

void Session::record() {
    captures_.reset();
    upload(0, true);
    run_steps(true);
    check(sige_queue_synchronize(queue()));
    kept_tensors_.clear();
    changed_statistics_.clear();
    std::fill(kept_set_.begin(), kept_set_.end(), -1);
}

void Session::edit(int variant) {
    if (is_whole_) return run(variant);
    if (captures_)
        launch_edit(variant);
    else
        call_edit(variant);
}

void Session::call_edit(int variant) {
    const Clock::time_point start = Clock::now();
    clock_.start();
    if (!shapes_.is_cached) {
        undo();
        clock_.mark(Part::kUndo);
        const Clock::time_point compare = Clock::now();
        require_difference(variant);
        clock_.add(Part::kDifference, seconds_since(compare));
        const Clock::time_point masks = Clock::now();
        plan();
        clock_.add(Part::kMasks, seconds_since(masks));
    }
    upload(variant, false);
    clock_.mark(Part::kUpload);
    run_edit();
    read_output();
    const double total = seconds_since(start);
    times_ = clock_.finish();
    double parts = 0;
    for (const double part : times_) parts += part;
    times_[static_cast<int>(Part::kCalls)] = std::max(0.0, total - parts);
}

/** What is noted is of the pixels of the edit before, whose masks stay, as sessions find. */
void Session::launch_edit(int variant) {
    const Clock::time_point start = Clock::now();
    if (!shapes_.is_cached) {
        check(sige_capture_launch(queue(), captures_->undo.get()));
        require_difference(variant);
    }
    upload(variant, false);
    check(sige_capture_launch(queue(), captures_->edit.get()));
    host_seconds_ = seconds_since(start);
    read_output();
}

void Session::require_difference(int variant) const {
    if (!scene_.differs(variant, 0)) throw std::runtime_error("The edit changes no value of the picture.");
}

bool Session::capture() {
    if (!engine_.has_captures || is_whole_) return false;
    // What is kept of old pixels is told anew while the edit is noted.
    Captures captures;
    if (!shapes_.is_cached) captures.undo = note([this] { undo(); });
    captures.edit = note([this] { run_edit(); });
    captures_ = std::move(captures);
    return true;
}

Capture Session::note(const std::function<void()>& calls) {
    check(sige_capture_begin(queue()));
    calls();
    sige_capture* capture = nullptr;
    check(sige_capture_end(queue(), &capture));
    return Capture(capture);
}

void Session::copy_statistics(const StatisticsCall& call, sige_buffer* kept, bool to_kept, bool sums) {
    const AffineMemory& result = *call.result;
    const auto copy = [&](sige_buffer* live, uint64_t offset, uint64_t bytes) {
        check(to_kept ? sige_buffer_copy(queue(), live, 0, kept, offset, bytes)
                      : sige_buffer_copy(queue(), kept, offset, live, 0, bytes));
    };
    if (sums) copy(result.sums.get(), 0, result.sum_bytes);
    copy(result.scale.get(), result.sum_bytes, result.factor_bytes);
    copy(result.shift.get(), result.sum_bytes + result.factor_bytes, result.factor_bytes);
}

void Session::upload(int variant, bool whole) {
    const std::vector<sige_upload> pieces = scene_.pieces(memory_, variant, whole);
    const std::vector<sige_active_set*> sets = whole ? std::vector<sige_active_set*>() : masks_.all();
    check(sige_queue_upload(queue(), pieces.data(), static_cast<uint32_t>(pieces.size()), sets.data(),
                            static_cast<uint32_t>(sets.size())));
}

void Session::run_steps(bool records) {
    for (size_t i = 0; i < operators_.size(); ++i) {
        const StepShape& step = shapes_.steps[i];
        if (step.edit == EditMode::kSettings && !settings_are_new_) continue;
        operators_[i].run(nullptr);
        if (!records) continue;
        if (operators_[i].statistics && step.is_cached)
            copy_statistics(*operators_[i].statistics, statistics_[i].get(), true, true);
        if (step.dst < 0 || !slots_[step.dst].buffer) continue;
        const sige_tensor live = memory_.view(step.dst);
        check(sige_copy_pixels(queue(), &live, nullptr, &slots_[step.dst].tensor, nullptr, 0));
    }
    settings_are_new_ = false;
}

void Session::run_edit() {
    if (shapes_.is_cached) {
        // Nothing is undone: the next edit takes its pixels from the cache again.
        std::fill(kept_set_.begin(), kept_set_.end(), -1);
        kept_tensors_.clear();
    }
    for (size_t i = 0; i < operators_.size(); ++i) {
        if (operators_[i].statistics)
            run_statistics(i);
        else
            run_edit(i);
    }
}

void Session::run_edit(size_t index) {
    const StepShape& step = shapes_.steps[index];
    if (modes_[index] != EditMode::kWhole && step.load != StepShape::kLoadNone) {
        const sige_tensor live = memory_.view(step.dst);
        sige_active_set* loaded = step.load == StepShape::kLoadWhole ? nullptr : masks_.set(step.load);
        check(sige_copy_pixels(queue(), &slots_[step.dst].tensor, loaded, &live, nullptr, 0));
        clock_.mark(Part::kKeeping);
    }
    if (step.keeps && modes_[index] == EditMode::kSparse) {
        keep_rows(step.dst, step.set);
        clock_.mark(Part::kKeeping);
    }
    if (modes_[index] == EditMode::kNone || modes_[index] == EditMode::kSettings) return;
    operators_[index].run(active(index));
    clock_.mark(part_of(operators_[index]));
}

void Session::run_statistics(size_t index) {
    const StepShape& step = shapes_.steps[index];
    const StatisticsCall& call = *operators_[index].statistics;
    const bool updates = step.updates && modes_[index] == EditMode::kSparse;
    if (shapes_.is_cached) {
        if (step.is_cached && (updates || modes_[index] == EditMode::kNone))
            copy_statistics(call, statistics_[index].get(), false, updates);
    } else if (modes_[index] != EditMode::kNone) {
        copy_statistics(call, statistics_[index].get(), true, true);
        changed_statistics_.push_back(index);
    }
    clock_.mark(Part::kKeeping);
    if (modes_[index] == EditMode::kNone) return;
    if (!updates) {
        operators_[index].run(nullptr);
    } else {
        const Rows first = rows_of(call.src, index),
                   second = call.src2 < 0 ? Rows{} : rows_of(call.src2, index);
        clock_.mark(Part::kKeeping);
        check(sige_norm_statistics_update(queue(), &call.args, active(index), first.buffer, first.offset,
                                          second.buffer, second.offset));
    }
    clock_.mark(Part::kStatistics);
}

void Session::keep_rows(int32_t tensor, int32_t set) {
    const TensorShape& shape = shapes_.tensors[tensor];
    const uint64_t bytes = element_bytes(shape.dtype) * shape.n * masks_.pixels(set) * shape.c;
    if (bytes > row_bytes_[tensor]) {
        rows_[tensor] = make_buffer(engine_.device.get(), bytes);
        row_bytes_[tensor] = bytes;
    }
    const sige_tensor live = memory_.view(tensor);
    check(sige_gather(queue(), &live, masks_.set(set), nullptr, rows_[tensor].get(), 0));
    kept_set_[tensor] = set;
    kept_tensors_.push_back(tensor);
}

/** A tensor that this edit did not write still holds its old pixels; they are kept then. */
Rows Session::rows_of(int32_t tensor, size_t step) {
    if (kept_set_[tensor] < 0) keep_rows(tensor, shapes_.steps[step].set);
    return {rows_[tensor].get(), 0};
}

void Session::undo() {
    for (auto tensor = kept_tensors_.rbegin(); tensor != kept_tensors_.rend(); ++tensor) {
        const sige_tensor live = memory_.view(*tensor);
        check(sige_scatter(queue(), rows_[*tensor].get(), 0, masks_.set(kept_set_[*tensor]), &live));
        kept_set_[*tensor] = -1;
    }
    for (const size_t index : changed_statistics_)
        copy_statistics(*operators_[index].statistics, statistics_[index].get(), false, true);
    kept_tensors_.clear();
    changed_statistics_.clear();
}

void Session::read_output() {
    const sige_tensor view = memory_.view(shapes_.output);
    check(
        sige_buffer_read(queue(), view.buffer, view.offset, output_.data(), output_.size() * sizeof(float)));
}

}  // namespace sige::bench
