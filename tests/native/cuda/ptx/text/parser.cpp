#include "cuda/ptx/text/parser.h"

#include "cuda/ptx/text/kernel_parser.h"

namespace sige::ptx {
namespace {

class ModuleParser final {
  public:
    explicit ModuleParser(std::string_view text) : reader_(text) {}

    Module run() {
        while (!reader_.at_end()) read_directive(reader_.take_word());
        return std::move(module_);
    }

  private:
    void read_directive(std::string_view word) {
        if (word == ".version") {
            check_number("7.1", "version");
        } else if (word == ".target") {
            check_word("sm_80", "target");
        } else if (word == ".address_size") {
            check_number("64", "address size");
        } else if (word == ".entry") {
            Kernel kernel = KernelParser(reader_, names_).run();
            std::string name = kernel.name;
            module_.kernels.emplace(std::move(name), std::move(kernel));
        } else if (word == ".global" || word == ".const") {
            read_variable(word == ".const");
        } else if (word == ".shared") {
            const Declaration declaration = read_declaration(reader_);
            reader_.expect(";");
            names_.shared[declaration.name] = {declaration.alignment, declaration.bytes(),
                                               declaration.is_array_of_any_size};
        } else if (word != ".visible" && word != ".extern" && word != ".weak") {
            throw SyntaxError(reader_.line(), "directive '" + std::string(word) + "' is not supported");
        }
    }

    void check_number(std::string_view expected, const char* what) { check(reader_.take(), expected, what); }
    void check_word(std::string_view expected, const char* what) { check(reader_.take(), expected, what); }
    static void check(const Token& found, std::string_view expected, const char* what) {
        if (found.text != expected)
            throw SyntaxError(found.line, std::string("the ") + what + " is " + std::string(found.text) +
                                              ", not " + std::string(expected));
    }

    void read_variable(bool read_only) {
        const Declaration declaration = read_declaration(reader_);
        Variable variable{std::string(declaration.name), declaration.alignment, read_only, {}, false};
        variable.is_initialized = reader_.is("=") || read_only;
        variable.initial = read_initial(reader_, declaration);
        reader_.expect(";");
        names_.variables[declaration.name] = static_cast<int>(module_.variables.size());
        module_.variables.push_back(std::move(variable));
    }

    Reader reader_;
    ModuleNames names_;
    Module module_;
};

}  // namespace

Module parse(std::string_view text) {
    return ModuleParser(text).run();
}

}  // namespace sige::ptx
