#include "cuda/mutations/mutate.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <regex>

namespace sige::ptx {
namespace {

// A mistake that can be made in an instruction: the pattern finds its place in a line, the replacement is
// that of std::regex.
struct Mistake {
    const char* name;
    const char* pattern;
    const char* replacement;
};

const char* const kOperand = R"(\s+(\{[^}]*\}),\s*\{([^,]*),\s*([^,]*),\s*([^,]*),\s*([^}]*)\})";

const std::vector<Mistake>& mistakes() {
    static const std::string kMma = std::string(R"((mma\.sync\S*))") + kOperand;
    static const std::vector<Mistake> all{
        {"remove_barrier", R"(\bbar\.sync\s+0;)", ""},
        {"remove_warp_barrier", R"(\bbar\.warp\.sync\s+[^;]*;)", ""},
        {"wait_for_fewer_copies", R"(\bcp\.async\.wait_group 0;)", "cp.async.wait_group 1;"},
        {"wait_for_fewer_copies", R"(\bcp\.async\.wait_group 1;)", "cp.async.wait_group 2;"},
        {"wait_for_fewer_copies", R"(\bcp\.async\.wait_group 2;)", "cp.async.wait_group 3;"},
        {"forget_to_fill_with_zeros",
         R"((\bcp\.async\.c[ag]\S*\s+\[[^\]]*\],\s*\[[^\]]*\],\s*\d+),\s*[^;]*;)", "$1;"},
        // The lower left and the upper right quarter of the first factor.
        {"swap_factors", kMma.c_str(), "$1 $2, {$3, $5, $4, $6}"},
        {"transpose_matrix", R"((\bldmatrix\S*)\.trans\b)", "$1"},
        {"swap_halves", R"((\bcvt\.rn\.f16x2\.f32\s+[^,]*),\s*([^,]*),\s*([^;]*);)", "$1, $3, $2;"},
        {"allow_one_more", R"(\bsetp\.lt\.)", "setp.le."},
        {"allow_one_more", R"(\bsetp\.ge\.)", "setp.gt."},
        {"allow_one_less", R"(\bsetp\.gt\.)", "setp.ge."},
        {"allow_one_less", R"(\bsetp\.le\.)", "setp.lt."},
        {"turn_predicate", R"(@%p)", "@!%p"},
        {"shuffle_elsewhere", R"((\bshfl\.sync\.bfly\.b32\s+[^,]*,\s*[^,]*,\s*)1,)", "$1 2,"},
        {"subtract_for_add", R"(\badd\.(rn\.)?f32\b)", "sub.$1f32"},
        {"misspell", R"(\b(fma|st)\.)", "$1x."},
    };
    return all;
}

struct Range {
    size_t begin, end;
};

// The body of a kernel: from its name to the brace in the first column.
std::optional<Range> body_of(std::string_view text, const std::string& kernel) {
    const size_t entry = text.find(".entry " + kernel + "(");
    if (entry == std::string_view::npos) return std::nullopt;
    const size_t end = text.find("\n}", entry);
    return Range{entry, std::min(end, text.size())};
}

std::vector<std::string> kernels_of(std::string_view text) {
    static constexpr std::string_view kEntry = ".entry ";
    std::vector<std::string> names;
    for (size_t at = text.find(kEntry); at != std::string_view::npos; at = text.find(kEntry, at + 1)) {
        const size_t begin = at + kEntry.size();
        names.emplace_back(text.substr(begin, text.find('(', begin) - begin));
    }
    return names;
}

struct Site {
    size_t begin;  // of the line, in the text
    size_t end;
    std::string changed;  // the line
};

// The lines of a kernel in which a mistake of a name can be made, in order.
std::vector<Site> sites_of(std::string_view text, const std::string& kernel, const std::string& name) {
    std::vector<Site> sites;
    const std::optional<Range> body = body_of(text, kernel);
    if (!body) return sites;
    std::vector<std::pair<std::regex, const char*>> patterns;
    for (const Mistake& mistake : mistakes())
        if (mistake.name == name) patterns.emplace_back(std::regex(mistake.pattern), mistake.replacement);
    for (size_t begin = body->begin; begin < body->end;) {
        const size_t end = std::min(text.find('\n', begin), body->end);
        const std::string line(text.substr(begin, end - begin));
        for (const auto& [pattern, replacement] : patterns)
            if (std::regex_search(line, pattern)) {
                sites.push_back({begin, end,
                                 std::regex_replace(line, pattern, replacement,
                                                    std::regex_constants::format_first_only)});
                break;
            }
        begin = end + 1;
    }
    return sites;
}

std::optional<Site> site_of(std::string_view text, const Mutation& mutation) {
    const std::vector<Site> sites = sites_of(text, mutation.kernel, mutation.name);
    if (mutation.nth < 1 || static_cast<size_t>(mutation.nth) > sites.size()) return std::nullopt;
    return sites[static_cast<size_t>(mutation.nth - 1)];
}

}  // namespace

std::optional<Mutation> parse_mutation(std::string_view text) {
    const size_t first = text.find(':'), second = text.rfind(':');
    if (first == std::string_view::npos || second == first) return std::nullopt;
    Mutation mutation{std::string(text.substr(0, first)),
                      std::string(text.substr(first + 1, second - first - 1)), 0};
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data() + second + 1, end, mutation.nth).ptr != end) return std::nullopt;
    return mutation;
}

std::string text_of(const Mutation& mutation) {
    return mutation.kernel + ":" + mutation.name + ":" + std::to_string(mutation.nth);
}

std::vector<Mutation> mutations_of(std::string_view text) {
    std::vector<std::string> names;
    for (const Mistake& mistake : mistakes())
        if (names.empty() || names.back() != mistake.name) names.emplace_back(mistake.name);
    std::vector<Mutation> all;
    for (const std::string& kernel : kernels_of(text))
        for (const std::string& name : names) {
            const size_t count = sites_of(text, kernel, name).size();
            for (size_t nth = 1; nth <= count; ++nth) all.push_back({kernel, name, static_cast<int>(nth)});
        }
    return all;
}

std::optional<std::string> mutate(std::string_view text, const Mutation& mutation) {
    const std::optional<Site> site = site_of(text, mutation);
    if (!site) return std::nullopt;
    std::string changed(text);
    changed.replace(site->begin, site->end - site->begin, site->changed);
    return changed;
}

std::optional<Change> change_of(std::string_view text, const Mutation& mutation) {
    const std::optional<Site> site = site_of(text, mutation);
    if (!site) return std::nullopt;
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(site->begin), '\n') + 1;
    return Change{static_cast<int>(line), std::string(text.substr(site->begin, site->end - site->begin)),
                  site->changed};
}

}  // namespace sige::ptx
