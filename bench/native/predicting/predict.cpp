#include "predicting/predict.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "measuring/measure.h"
#include "output/text.h"
#include "predicting/calibrate.h"

namespace sige::bench {

namespace {

/** Side of the blocks that GPU kernels divide a product into, and most parts that its sum is split into where
 * there are few. */
constexpr double kBlock = 64, kMostSplits = 8;

/** Bytes of the pixels of an operand that lie under some pixels of a result. */
double bytes_under(const Shapes& shapes, const Words& words, const std::string& key, double share) {
    const Operand operand = operand_of(shapes, words, key);
    if (operand.tensor < 0) return 0;
    const TensorShape& tensor = shapes.tensors[operand.tensor];
    return share *
           static_cast<double>(tensor.n * tensor.pixels() * operand.channels * element_bytes(tensor.dtype));
}

/** Of float32, per pixel 36 values for each 16 and per weight 36 for each 9, written and read once. */
double transformed_bytes(const StepShape& step, double rows, double weights) {
    const Words& words = step.words;
    const bool is_dense = step.kind == "conv3x3" || step.kind == "spade";
    if (!is_dense || words.text("kernel", "") != "3x3" || words.text("stride", "") != "1x1" ||
        words.text("modulation", "none") == "split")
        return 0;
    const double channels = static_cast<double>(words.integer("ic") + words.integer("oc"));
    return 2 * sizeof(float) * (36.0 / 16 * rows * channels + 36.0 / 9 * weights);
}

Work work_of(const Shapes& shapes, const StepShape& step, int64_t pixels, bool is_whole,
             sige_precision precision) {
    const TensorShape& place = shapes.place(step);
    const double share = static_cast<double>(pixels) / static_cast<double>(place.pixels());
    Work work{&step, 2.0 * static_cast<double>(step.macs * pixels), 0, 0, step.macs > 0, false};
    for (const char* key : {"src", "src2", "residual", "modulated", "query", "gate", "gamma", "beta"})
        work.bytes += bytes_under(shapes, step.words, key, share);
    for (const char* key : {"key", "value"}) work.bytes += bytes_under(shapes, step.words, key, 1);
    const double rows = static_cast<double>(place.n * pixels);
    if (step.words.has("oc")) {
        const double weights = static_cast<double>(step.macs) / place.n;
        const bool is_narrow = precision == SIGE_PRECISION_F16 || precision == SIGE_PRECISION_BF16;
        work.bytes += weights * (is_narrow ? 2 : 4);
        if (is_whole) work.transformed = transformed_bytes(step, rows, weights);
    }
    if (step.dst < 0) return work;
    work.bytes += rows * static_cast<double>(place.c * element_bytes(place.dtype));
    work.blocks =
        std::ceil(rows / kBlock) * std::ceil(static_cast<double>(step.words.integer("oc", place.c)) / kBlock);
    return work;
}

/** What a machine multiplies at most in a step. Attention has no products in TF32. */
double flops_of(const Machine& machine, const StepShape& step, sige_precision precision) {
    if (precision == SIGE_PRECISION_F32 || step.words.flag("exact")) return machine.flops32;
    if (precision != SIGE_PRECISION_TF32) return machine.flops16;
    return step.kind == "attention" ? machine.flops32 : machine.flops_tf32;
}

/** A copy of pixels from a narrow or wide cache, or to where old ones are kept. */
Work copy_of(const Shapes& shapes, const StepShape& step, int64_t pixels, sige_dtype from) {
    const TensorShape& tensor = shapes.tensors[step.dst];
    const double elements = static_cast<double>(tensor.n * pixels) * tensor.c;
    return {&step, 0,     elements * static_cast<double>(element_bytes(from) + element_bytes(tensor.dtype)),
            0,     false, true};
}

struct Sum {
    double seconds = 0, flops = 0, bytes = 0;
};

using Predictor = std::function<double(const Work&)>;

Sum sum(const std::vector<Work>& kernels, const Predictor& seconds) {
    Sum total;
    for (const Work& work : kernels) {
        total.seconds += seconds(work);
        total.flops += work.flops;
        total.bytes += work.bytes;
    }
    return total;
}

void add_run(Json& json, const std::string& run, const Sum& total, size_t launches) {
    json.number(run + "_ms", milliseconds(total.seconds));
    json.integer("launches_" + run, static_cast<int64_t>(launches));
    json.number("bytes_" + run, total.bytes, 0);
    json.number("flops_" + run, total.flops, 0);
}

std::vector<Json> rows_of(const std::vector<Work>& kernels, const Predictor& seconds) {
    std::vector<Json> rows;
    for (const Work& work : kernels) {
        Json row;
        row.text("name", work.step->name);
        row.text("kind", work.is_copy ? "copy" : work.step->kind);
        row.number("flops", work.flops, 0);
        row.number("bytes", work.bytes, 0);
        row.number("ms", milliseconds(seconds(work)), 5);
        rows.push_back(row);
    }
    return rows;
}

std::string row_of(const char* run, const Sum& total, size_t launches) {
    return line("  %-6s %10.3f ms  %5zu launches  %9.2f GFLOP  %9.1f MB\n", run, milliseconds(total.seconds),
                launches, total.flops / 1e9, total.bytes / 1e6);
}

Prediction present(const std::string& machine, const Shapes& shapes, const Options& options,
                   const std::vector<Work>& dense, const std::vector<Work>& edit,
                   const Predictor& dense_seconds, const Predictor& edit_seconds) {
    const Sum whole = sum(dense, dense_seconds), part = sum(edit, edit_seconds);
    Prediction prediction;
    prediction.json.text("model", shapes.model);
    prediction.json.text("machine", machine);
    prediction.json.text("precision", name_of_precision(options.precision));
    prediction.json.number("edit_percent", options.edit_percent);
    add_run(prediction.json, "dense", whole, dense.size());
    add_run(prediction.json, "sparse", part, edit.size());
    prediction.json.array("dense", rows_of(dense, dense_seconds));
    prediction.json.array("sparse", rows_of(edit, edit_seconds));
    prediction.text = line("%s on %s, %s, predicted\n", shapes.model.c_str(), machine.c_str(),
                           name_of_precision(options.precision).c_str()) +
                      row_of("dense", whole, dense.size()) + row_of("edit", part, edit.size());
    return prediction;
}

/** Share of the peak that attention's products reach, with its exponentials: measured on AVX2. */
constexpr double kAttentionShare = 0.6;

double processor_seconds(const Roofs& roofs, const Session& session, const Work& work, bool is_edit) {
    const double memory = work.bytes / roofs.bandwidth;
    if (work.is_copy || !work.is_product) return memory;
    const size_t index = work.step - session.shapes().steps.data();
    const Operator& bound = session.operators()[index];
    if (!bound.convolution) return memory + work.flops / (kAttentionShare * roofs.flops);
    const FormCost cost =
        query_cost(session.queue(), *bound.convolution, is_edit ? session.active(index) : nullptr);
    return memory + cost.cost * roofs.cost_seconds(cost.id);
}

}  // namespace

std::vector<Work> dense_work(const Shapes& shapes, sige_precision precision) {
    std::vector<Work> kernels;
    for (const StepShape& step : shapes.steps) {
        if (step.edit != EditMode::kSettings)
            kernels.push_back(work_of(shapes, step, shapes.place(step).pixels(), true, precision));
    }
    return kernels;
}

std::vector<Work> edit_work(const Shapes& shapes, const Masks& masks, sige_precision precision) {
    std::vector<Work> kernels;
    for (const StepShape& step : shapes.steps) {
        if (step.load != StepShape::kLoadNone) {
            const TensorShape& tensor = shapes.tensors[step.dst];
            kernels.push_back(copy_of(
                shapes, step, step.load == StepShape::kLoadWhole ? tensor.pixels() : masks.pixels(step.load),
                tensor.cached_dtype));
        }
        const bool is_sparse = step.edit == EditMode::kSparse;
        if (step.keeps && is_sparse)
            kernels.push_back(copy_of(shapes, step, masks.pixels(step.set), shapes.tensors[step.dst].dtype));
        if (is_sparse || step.edit == EditMode::kWhole)
            kernels.push_back(work_of(shapes, step,
                                      is_sparse ? masks.pixels(step.set) : shapes.place(step).pixels(),
                                      !is_sparse, precision));
    }
    return kernels;
}

double predict(const Machine& machine, const Work& work, sige_precision precision) {
    const double memory = work.bytes / (machine.bandwidth * machine.memory_share);
    if (!work.is_product) return machine.launch + memory;
    const double busy = std::min(1.0, std::max(1.0, work.blocks) * kMostSplits / machine.units);
    const auto products_at = [&](double flops) {
        return work.flops / (flops * machine.compute_share * busy);
    };
    const double flops = flops_of(machine, *work.step, precision);
    const double direct = machine.launch + std::max(memory, products_at(flops));
    if (!machine.transforms || work.transformed == 0) return direct;
    // One half moves while nothing is multiplied, in two launches of their own.
    const double half = work.transformed / 2 / (machine.bandwidth * machine.memory_share);
    const double products = products_at(machine.flops32) / 4;
    return std::min(direct, 3 * machine.launch + memory + half + std::max(half, products));
}

Prediction predict_machine(const Machine& machine, const Shapes& shapes, const Options& options) {
    sige_device* handle = nullptr;
    check(sige_device_create(SIGE_DEVICE_CPU, 0, &handle));
    const Device device(handle);
    Masks masks(device.get(), shapes);
    masks.build(rectangle(shapes.h, shapes.w, options.edit_percent));
    const Predictor seconds = [&](const Work& work) { return predict(machine, work, options.precision); };
    return present(machine.name, shapes, options, dense_work(shapes, options.precision),
                   edit_work(shapes, masks, options.precision), seconds, seconds);
}

Prediction predict_processor(const Engine& engine, Session& session, const Options& options) {
    const Shapes& shapes = session.shapes();
    const Roofs roofs = calibrate(engine);
    Masks masks(engine.device.get(), shapes);
    masks.build(rectangle(shapes.h, shapes.w, options.edit_percent));
    const std::vector<Work> dense = dense_work(shapes, options.precision),
                            edit = edit_work(shapes, masks, options.precision);
    const Predictor dense_seconds = [&](const Work& work) {
        return processor_seconds(roofs, session, work, false);
    };
    const Predictor edit_seconds = [&](const Work& work) {
        return processor_seconds(roofs, session, work, true);
    };
    Prediction prediction = present("cpu", shapes, options, dense, edit, dense_seconds, edit_seconds);
    const Figures measured = measure(session, options);
    prediction.json.number("peak_gflops", roofs.flops / 1e9, 1);
    prediction.json.number("bandwidth_gb", roofs.bandwidth / 1e9, 1);
    prediction.json.number("measured_dense_ms", milliseconds(measured.dense.median));
    prediction.json.number("measured_sparse_ms", milliseconds(measured.edit.median));
    prediction.text += line("  roofs  %10.1f GFLOP/s, %.1f GB/s\n", roofs.flops / 1e9, roofs.bandwidth / 1e9);
    prediction.text +=
        line("  measured: dense %.3f ms, %.2f of the prediction; edit %.3f ms, %.2f\n",
             milliseconds(measured.dense.median), measured.dense.median / sum(dense, dense_seconds).seconds,
             milliseconds(measured.edit.median), measured.edit.median / sum(edit, edit_seconds).seconds);
    return prediction;
}

}  // namespace sige::bench
