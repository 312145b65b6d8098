/** Runs a network's sequence as a session does: whole, recording, and in part where an edit reaches. */
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "session/kept_forms.h"
#include "session/part_clock.h"
#include "session/scene.h"

namespace sige::bench {

/** What the engine is told of all steps. */
struct SessionOptions {
    sige_precision precision;
    double edit_percent;
    uint64_t seed = 1;
};

/** A network with what was recorded of it. */
class Session {
  public:
    Session(const Engine& engine, const Shapes& shapes, const SessionOptions& options);

    /** Runs all steps on all pixels of a variant of the scene and reads the output. */
    void run(int variant);
    /** The same of the original, and keeps what edits need. */
    void record();
    /** Plans the edit: which pixels each step computes. Cached sessions do it once for all edits, others in
     * each. */
    void plan();
    /** Computes a variant where it differs from what is recorded, and reads the output. Undoes the edit
     * before first. */
    void edit(int variant);
    /** Notes the edit, the last that ran, and what undoes it, for later edits to launch as sessions do; these
     * tell no times of parts. Lasts until something is recorded.
     * @return Whether there is something to note: not where the device cannot, or the edit runs whole. */
    bool capture();

    /** The output that the last run read. */
    const std::vector<float>& output() const { return output_; }
    const PartTimes& times() const { return times_; }
    /** Seconds of the last edit that was launched as noted, until all of it was handed to the device. */
    double host_seconds() const { return host_seconds_; }
    const std::vector<Operator>& operators() const { return operators_; }
    const Shapes& shapes() const { return shapes_; }
    sige_queue* queue() const { return memory_.queue(); }

    /** Whether an edit of so many pixels runs whole, because less would want more. */
    bool is_whole() const { return is_whole_; }
    /** The pixels that the planned edit computes at a step; null for all. Only where it computes at all. */
    sige_active_set* active(size_t step) const {
        return modes_[step] == EditMode::kSparse ? masks_.set(shapes_.steps[step].set) : nullptr;
    }
    EditMode mode(size_t step) const { return modes_[step]; }
    /** How many pixels that are. */
    int64_t pixels(size_t step) const;
    /** Multiply-adds of the planned edit. */
    int64_t edit_macs() const;
    /** The same with the 4x4 blocks of the paper. */
    int64_t block_macs() const;
    /** What the recording takes beside the session's own tensors; 0 where it lies in those. */
    uint64_t cache_bytes() const { return cache_bytes_; }

  private:
    struct Captures {
        Capture undo, edit;
    };
    struct Slot {
        Buffer buffer;
        sige_tensor tensor;
    };

    /** Where statistics are kept: sums, scale and shift one behind the other. */
    void copy_statistics(const StatisticsCall& call, sige_buffer* kept, bool to_kept, bool sums);
    void upload(int variant, bool whole);
    void run_steps(bool records);
    void call_edit(int variant);
    void launch_edit(int variant);
    void require_difference(int variant) const;
    void run_edit();
    void run_edit(size_t step);
    void run_statistics(size_t step);
    void keep_rows(int32_t tensor, int32_t set);
    Rows rows_of(int32_t tensor, size_t step);
    void undo();
    void read_output();
    Capture note(const std::function<void()>& calls);

    const Engine& engine_;
    const Shapes& shapes_;
    Random random_;
    Memory memory_;
    std::vector<Operator> operators_;
    Masks masks_;
    std::vector<uint8_t> changed_;
    Scene scene_;
    PartClock clock_;
    PartTimes times_{};
    double host_seconds_ = 0;
    std::optional<Captures> captures_;
    std::vector<EditMode> modes_;
    /** By tensor: old rows, the set that they are of, and the cache. */
    std::vector<Buffer> rows_;
    std::vector<uint64_t> row_bytes_;
    std::vector<int32_t> kept_set_;
    std::vector<Slot> slots_;
    /** By step: statistics as recorded, and as they were before an edit. */
    std::vector<Buffer> statistics_;
    std::vector<size_t> changed_statistics_;
    std::vector<int32_t> kept_tensors_;
    std::vector<float> output_;
    uint64_t cache_bytes_ = 0;
    bool settings_are_new_ = true;
    bool is_whole_ = false;
};

}  // namespace sige::bench
