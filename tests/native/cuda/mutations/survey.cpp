// Seeds mistakes in kernels, one at a time, runs a program of tests with each, and tells which it noticed.
//   sige_cuda_mutations --kernels FOLDER --list FILE -- PROGRAM [OPTIONS]
// runs those of a list, whose lines are "kernel:name:nth groups": each must be noticed by tests of its
// groups. Without --list it runs all that can be made, of every STEPth place with --step STEP and of one
// kernel with --kernel NAME, and tells which survive.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>

#include "cuda/mutations/mutate.h"

namespace {

using sige::ptx::Mutation;

struct Options {
    std::string kernels, list, kernel, name, program;
    int step = 1;
};

struct Trial {
    Mutation mutation;
    std::string groups;  // of tests; empty for all
};

enum class Outcome { noticed, survived, not_reached };

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

bool parse(int count, char** arguments, Options& options) {
    int i = 1;
    for (; i + 1 < count && std::string(arguments[i]) != "--"; i += 2) {
        const std::string name = arguments[i], value = arguments[i + 1];
        if (name == "--kernels")
            options.kernels = value;
        else if (name == "--list")
            options.list = value;
        else if (name == "--kernel")
            options.kernel = value;
        else if (name == "--name")
            options.name = value;
        else if (name == "--step")
            options.step = std::max(1, std::atoi(value.c_str()));
        else
            return false;
    }
    for (++i; i < count; ++i) options.program += std::string(arguments[i]) + " ";
    return !options.program.empty() && !options.kernels.empty();
}

// Texts by the names of their kernels.
std::map<std::string, std::string> texts_in(const std::string& folder) {
    std::map<std::string, std::string> texts;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".ptx") continue;
        const std::string text = read_file(entry.path());
        for (const Mutation& mutation : sige::ptx::mutations_of(text)) texts[mutation.kernel] = text;
    }
    return texts;
}

std::vector<Trial> trials_of_list(const std::string& path) {
    std::vector<Trial> trials;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        std::string what, groups;
        words >> what >> groups;
        const std::optional<Mutation> mutation = sige::ptx::parse_mutation(what);
        trials.push_back({mutation.value_or(Mutation{what, "", 0}), groups});
    }
    return trials;
}

std::vector<Trial> all_trials(const std::map<std::string, std::string>& texts, const Options& options) {
    std::vector<Trial> trials;
    for (const auto& [kernel, text] : texts) {
        if (!options.kernel.empty() && options.kernel != kernel) continue;
        for (const Mutation& mutation : sige::ptx::mutations_of(text))
            if (mutation.kernel == kernel && (options.name.empty() || options.name == mutation.name) &&
                (mutation.nth - 1) % options.step == 0)
                trials.push_back({mutation, ""});
    }
    return trials;
}

Outcome run(const Trial& trial, const Options& options, std::string& reason) {
    const std::filesystem::path log =
        std::filesystem::temp_directory_path() /
        ("sige_mutation_" + std::to_string(std::hash<std::string>()(options.program + options.list)) +
         ".log");
    const std::string command = "SIGE_CUDA_DOUBLE_BUDGET=20000000 SIGE_CUDA_DOUBLE_MUTATION='" +
                                sige::ptx::text_of(trial.mutation) + "' timeout 120 " + options.program +
                                (trial.groups.empty() ? "" : "--filter " + trial.groups) + " >" +
                                log.string() + " 2>&1";
    const int status = std::system(command.c_str());
    std::istringstream lines(read_file(log));
    std::filesystem::remove(log);
    bool reached = false;
    reason.clear();
    for (std::string line; std::getline(lines, line);) {
        reached = reached || line.starts_with("CUDA double: runs ") ||
                  line.find("is not in the list") != std::string::npos;
        if (reason.empty() && (line.starts_with("FAILED") || line.starts_with("CUDA double: kernel") ||
                               line.find("is not in the list") != std::string::npos))
            reason = line;
    }
    // A program that fails before it comes to the kernel, for want of a driver or of tests, notices nothing.
    if (!reached) return Outcome::not_reached;
    return status != 0 ? Outcome::noticed : Outcome::survived;
}

}  // namespace

int main(int count, char** arguments) {
    Options options;
    if (!parse(count, arguments, options)) {
        std::printf(
            "usage: sige_cuda_mutations --kernels FOLDER [--list FILE] [--kernel NAME] [--name NAME] [--step "
            "N] -- PROGRAM "
            "[OPTIONS]\n");
        return 2;
    }
    const std::map<std::string, std::string> texts = texts_in(options.kernels);
    const std::vector<Trial> trials =
        options.list.empty() ? all_trials(texts, options) : trials_of_list(options.list);
    int noticed = 0;
    for (const Trial& trial : trials) {
        const auto text = texts.find(trial.mutation.kernel);
        const auto change =
            text == texts.end() ? std::nullopt : sige::ptx::change_of(text->second, trial.mutation);
        const std::string name = sige::ptx::text_of(trial.mutation);
        if (!change) {
            std::printf("IMPOSSIBLE  %s: the texts have no such place\n", name.c_str());
            continue;
        }
        std::string reason;
        const Outcome outcome = run(trial, options, reason);
        noticed += outcome == Outcome::noticed;
        if (outcome == Outcome::noticed)
            std::printf("noticed     %s: %s\n", name.c_str(), reason.c_str());
        else
            std::printf("%s %s: line %d: %s ->%s\n",
                        outcome == Outcome::survived ? "SURVIVED   " : "NOT REACHED", name.c_str(),
                        change->line, change->before.c_str(), change->after.c_str());
        std::fflush(stdout);
    }
    std::printf("%d of %zu mistakes were noticed\n", noticed, trials.size());
    return noticed == static_cast<int>(trials.size()) && !trials.empty() ? 0 : 1;
}
