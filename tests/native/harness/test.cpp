#include "harness/test.h"

#include <algorithm>
#include <cstdarg>
#include <cstring>
#include <exception>
#include <set>
#include <string_view>
#include <vector>

#include "emulated/emulated.h"
#include "harness/visits.h"

namespace sige::test {
namespace {

struct Test {
    std::string group, name;
    TestFunction function;
    std::string full_name() const { return group + "." + name; }
};

struct State {
    std::vector<Test> tests;
    std::vector<std::string> contexts;
    std::set<std::string> skips;
    bool quick = false;
    int64_t checks = 0, failed_checks = 0;
    int lines_of_test = 0;
};

State& state() {
    static State instance;
    return instance;
}

// A broken kernel fails thousands of checks: the first lines tell which.
constexpr int kLinesOfTest = 20;

}  // namespace

Registration::Registration(const char* group, const char* name, TestFunction function) {
    state().tests.push_back(Test{group, name, function});
}

bool quick() {
    return state().quick;
}

void report(bool passed, const char* file, int line, const std::string& message) {
    State& s = state();
    ++s.checks;
    if (passed) return;
    ++s.failed_checks;
    if (++s.lines_of_test > kLinesOfTest) return;
    const char* slash = std::max(std::strrchr(file, '/'), std::strrchr(file, '\\'));
    std::printf("  %s:%d: ", slash == nullptr ? file : slash + 1, line);
    for (const std::string& context : s.contexts) std::printf("%s: ", context.c_str());
    std::printf("%s\n", message.c_str());
    if (s.lines_of_test == kLinesOfTest) std::printf("  more failed checks of this test are not printed\n");
}

void skip(const std::string& reason) {
    if (state().skips.insert(reason).second) std::printf("  left out: %s\n", reason.c_str());
}

Context::Context(std::string text) {
    state().contexts.push_back(std::move(text));
}

Context::~Context() {
    state().contexts.pop_back();
}

std::string format(const char* text, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, text);
    std::vsnprintf(line, sizeof line, text, arguments);
    va_end(arguments);
    return line;
}

namespace {

struct Options {
    std::string filter;  // names of groups and tests to run, separated by commas; empty for all
    std::string groups;  // names that must be exactly the groups there are
    bool list = false;
    bool check_groups = false;
    bool every_kernel = false;  // whether tests must have visited all kernels
    bool emulated = false;      // whether emulations run in place of the kernels of this processor
};

bool parse(int count, char** arguments, Options& options) {
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--list") {
            options.list = true;
        } else if (argument == "--every-kernel") {
            options.every_kernel = true;
        } else if (argument == "--emulated") {
            options.emulated = true;
        } else if (argument == "--quick") {
            state().quick = true;
        } else if (argument == "--filter" && i + 1 < count) {
            options.filter = arguments[++i];
        } else if (argument == "--groups" && i + 1 < count) {
            options.groups = arguments[++i];
            options.check_groups = true;
        } else {
            std::printf(
                "usage: sige_tests [--list] [--quick] [--filter GROUP[.TEST],...] [--every-kernel] "
                "[--emulated] "
                "[--groups A,B,C]\n");
            return false;
        }
    }
    return true;
}

std::set<std::string> names_of(const std::string& list) {
    std::set<std::string> names;
    for (size_t begin = 0; begin < list.size();) {
        const size_t end = std::min(list.find(',', begin), list.size());
        names.insert(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

bool matches(const Test& test, const std::set<std::string>& filter) {
    return filter.empty() || filter.contains(test.group) || filter.contains(test.full_name());
}

// Whether the build registers each group of tests, and none that is not there.
bool groups_are(const std::string& names) {
    const std::set<std::string> expected = names_of(names);
    std::set<std::string> found;
    for (const Test& test : state().tests) found.insert(test.group);
    for (const std::string& name : found)
        if (!expected.contains(name)) std::printf("group %s is not registered with CTest\n", name.c_str());
    for (const std::string& name : expected)
        if (!found.contains(name)) std::printf("group %s has no tests\n", name.c_str());
    return expected == found;
}

bool run(const Test& test) {
    State& s = state();
    s.lines_of_test = 0;
    const int64_t failed_before = s.failed_checks;
    std::printf("%s\n", test.full_name().c_str());
    std::fflush(stdout);
    try {
        test.function();
    } catch (const Abandoned&) {
        report(false, __FILE__, __LINE__, "abandoned");
    } catch (const std::exception& error) {
        report(false, __FILE__, __LINE__, std::string("exception: ") + error.what());
    }
    return s.failed_checks == failed_before;
}

int run_all(const Options& options) {
    const State& s = state();
    if (options.emulated && emulated_count() == 0) {
        std::printf("this build emulates no kernel that this processor could run so\n");
        return 1;
    }
    if (options.emulated) prefer_emulated();
    const std::set<std::string> filter = names_of(options.filter);
    int ran = 0, failed = 0;
    for (const Test& test : s.tests) {
        if (!matches(test, filter)) continue;
        ++ran;
        if (!run(test)) {
            ++failed;
            std::printf("FAILED %s\n", test.full_name().c_str());
        }
    }
    std::printf("%d tests, %d failed, %lld checks, %zu left out\n", ran, failed,
                static_cast<long long>(s.checks), s.skips.size());
    if (ran == 0) std::printf("no test matches '%s'\n", options.filter.c_str());
    if (options.every_kernel && !every_kernel_was_visited()) ++failed;
    return failed == 0 && ran > 0 ? 0 : 1;
}

}  // namespace
}  // namespace sige::test

int main(int count, char** arguments) {
    using namespace sige::test;
    Options options;
    if (!parse(count, arguments, options)) return 2;
    std::sort(state().tests.begin(), state().tests.end(),
              [](const Test& a, const Test& b) { return a.full_name() < b.full_name(); });
    if (options.check_groups) return groups_are(options.groups) ? 0 : 1;
    if (!options.list) return run_all(options);
    for (const Test& test : state().tests) std::printf("%s\n", test.full_name().c_str());
    return 0;
}
