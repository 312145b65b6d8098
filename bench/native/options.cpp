#include "options.h"

#include <stdexcept>

#include "model/words.h"

namespace sige::bench {

namespace {

struct Name {
    const char* name;
    int32_t value;
};

constexpr int32_t kAuto = -1;
constexpr Name kDevices[] = {
    {"cpu", SIGE_DEVICE_CPU}, {"cuda", SIGE_DEVICE_CUDA}, {"metal", SIGE_DEVICE_METAL}, {"auto", kAuto}};
constexpr Name kReferences[] = {{"cpu", SIGE_DEVICE_CPU}};
constexpr Name kIsas[] = {
    {"auto", SIGE_ISA_AUTO},     {"portable", SIGE_ISA_PORTABLE},          {"avx2", SIGE_ISA_AVX2},
    {"avx512", SIGE_ISA_AVX512}, {"avx512bfloat16", SIGE_ISA_AVX512_BF16}, {"amx", SIGE_ISA_AMX},
    {"neon", SIGE_ISA_NEON},     {"neonbfloat16", SIGE_ISA_NEON_BF16}};
constexpr Name kPrecisions[] = {{"fp32", SIGE_PRECISION_F32},
                                {"tf32", SIGE_PRECISION_TF32},
                                {"fp16", SIGE_PRECISION_F16},
                                {"bf16", SIGE_PRECISION_BF16}};
constexpr Name kPrecisionsInFull[] = {{"float32", SIGE_PRECISION_F32},
                                      {"tf32", SIGE_PRECISION_TF32},
                                      {"float16", SIGE_PRECISION_F16},
                                      {"bfloat16", SIGE_PRECISION_BF16}};

template <size_t count>
int32_t choose(const std::string& option, const std::string& text, const Name (&names)[count]) {
    std::string known;
    for (const Name& name : names) {
        if (text == name.name) return name.value;
        known += (known.empty() ? "" : ", ") + std::string(name.name);
    }
    throw std::runtime_error(option + " takes one of " + known + ", but is given '" + text + "'.");
}

template <size_t count>
std::string name_of(int32_t value, const Name (&names)[count]) {
    for (const Name& name : names) {
        if (value == name.value) return name.name;
    }
    return "unknown";
}

int32_t count_of(const std::string& option, const std::string& text, int32_t lowest, int32_t highest) {
    const int64_t value = Words("option value=" + text).integer("value");
    if (value < lowest || value > highest)
        throw std::runtime_error(option + " is from " + std::to_string(lowest) + " to " +
                                 std::to_string(highest) + ", but is given " + text + ".");
    return static_cast<int32_t>(value);
}

void read_device(const std::string& value, Options& options) {
    const int32_t device = choose("--device", value, kDevices);
    options.device = device == kAuto ? std::nullopt : std::optional<sige_device_kind>(device);
}

void read_edit(const std::string& value, Options& options) {
    options.edit_percent = Words("option value=" + value).number("value");
    if (!(options.edit_percent > 0 && options.edit_percent <= 100))
        throw std::runtime_error("--edit is above 0 and at most 100.");
}

constexpr struct {
    const char* name;
    const char* help;
    void (*read)(const std::string&, Options&);
} kOptions[] = {
    {"--model",
     "NAME       network: a shape file of the folder, such as gaugan, gan-compression, ddpm, pd, sd-unet, "
     "sd-decoder",
     [](const std::string& value, Options& options) { options.model = value; }},
    {"--device",
     "KIND       cpu, cuda, metal, or auto for the first GPU that can be used; the default is cpu",
     read_device},
    {"--index", "N          which of the devices of that kind, from 0",
     [](const std::string& value, Options& options) { options.index = count_of("--index", value, 0, 1023); }},
    {"--edit", "PERCENT    edited share of the picture, before dilation; the default is 1.2", read_edit},
    {"--threads", "N          threads of the processor; the default is 2",
     [](const std::string& value, Options& options) {
         options.threads = count_of("--threads", value, 1, 256);
     }},
    {"--isa", "NAME       auto, portable, avx2, avx512, avx512bfloat16, amx, neon or neonbfloat16",
     [](const std::string& value, Options& options) { options.isa = choose("--isa", value, kIsas); }},
    {"--precision", "NAME       in what products are: fp32, tf32, fp16 or bf16",
     [](const std::string& value, Options& options) {
         options.precision = choose("--precision", value, kPrecisions);
     }},
    {"--runs", "N          runs behind each median; the default is 7",
     [](const std::string& value, Options& options) { options.runs = count_of("--runs", value, 1, 10000); }},
    {"--warm-up", "SECONDS    runs before each median, for so long at least; the default is 0.5",
     [](const std::string& value, Options& options) {
         options.warm_up_seconds = Words("option value=" + value).number("value");
         if (!(options.warm_up_seconds >= 0 && options.warm_up_seconds <= 60))
             throw std::runtime_error("--warm-up is 0 to 60.");
     }},
    {"--against", "cpu        also runs it on the processor in float32, and compares what comes out",
     [](const std::string& value, Options& options) {
         choose("--against", value, kReferences);
         options.is_compared = true;
     }},
    {"--operator", "NAME       measures one step of the network alone, or 'all' of them",
     [](const std::string& value, Options& options) { options.single = value; }},
    {"--predict", "MACHINE    predicts times: rtx3090, h100, m1, m1-pro, or cpu, which is measured beside",
     [](const std::string& value, Options& options) { options.predict = value; }},
    {"--json", "FILE       writes JSON to a file, or with - alone to standard output",
     [](const std::string& value, Options& options) { options.json = value; }},
    {"--shapes", "FOLDER     where the shape files are",
     [](const std::string& value, Options& options) { options.shapes = value; }},
};

}  // namespace

Options read_options(const std::vector<std::string>& arguments) {
    Options options;
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--help" || arguments[i] == "-h") {
            options.help = true;
            return options;
        }
        bool is_known = false;
        for (const auto& option : kOptions) {
            if (arguments[i] != option.name) continue;
            if (i + 1 == arguments.size()) throw std::runtime_error(arguments[i] + " wants a value.");
            option.read(arguments[++i], options);
            is_known = true;
            break;
        }
        if (!is_known)
            throw std::runtime_error("There is no option '" + arguments[i] +
                                     "'; --help lists those that there are.");
    }
    if (options.model.empty())
        throw std::runtime_error("--model says which network to run; --help lists the options.");
    return options;
}

std::string usage() {
    std::string text =
        "Measures the engine through its C interface: dense runs of a network, and edits.\n\nsige_bench "
        "--model NAME [options]\n\n";
    for (const auto& option : kOptions)
        text += "  " + std::string(option.name) + std::string(13 - std::string(option.name).size(), ' ') +
                option.help + "\n";
    return text;
}

std::string name_of_device(sige_device_kind kind) {
    return name_of(kind, kDevices);
}

std::string name_of_isa(sige_isa isa) {
    return name_of(isa, kIsas);
}

std::string name_of_precision(sige_precision precision) {
    return name_of(precision, kPrecisionsInFull);
}

}  // namespace sige::bench
