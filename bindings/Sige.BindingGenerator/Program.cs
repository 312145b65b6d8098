using System.Reflection;
using Sige.BindingGenerator;
using Sige.BindingGenerator.Clang;

try
{
    var options = GeneratorOptions.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(GeneratorOptions.Usage);
        return 0;
    }

    return Run(options);
}
catch (GeneratorException problem)
{
    Console.Error.WriteLine($"error: {problem.Message}");
    return 1;
}

static int Run(GeneratorOptions options)
{
    var root = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
    var include = Path.Combine(root, "native", "include");
    var headers = Path.Combine(include, "sige");
    using var tree = SyntaxTree.Parse(Path.Combine(headers, "sige.h"), include, options.Clang);
    var files = new GeneratedFiles(root, InterfaceReader.Read(tree.RootElement, headers));
    if (!options.Check)
    {
        Console.WriteLine($"{files.Count} files, {files.Write()} changed.");
        return 0;
    }

    var differences = files.Differences().ToList();
    differences.ForEach(Console.Error.WriteLine);
    Console.WriteLine(differences.Count == 0
        ? $"{files.Count} files are up to date."
        : $"{differences.Count} of {files.Count} files differ; run the generator without --check and commit the result.");
    return differences.Count == 0 ? 0 : 1;
}
