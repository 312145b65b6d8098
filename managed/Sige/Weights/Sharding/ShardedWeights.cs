namespace Sige.Weights;

/// <summary>Opens the weight files that an index names as one collection.</summary>
internal static class ShardedWeights
{
    /// <summary>Opens all files; each stays mapped until the collection is disposed.</summary>
    /// <exception cref="WeightFormatException">A file is missing or damaged, or has not the tensors that the index says.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static WeightCollection Open(ShardIndex index)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(index.Path))!;
        var shards = new Shards();
        try
        {
            foreach (string name in index.Files.Values.Distinct(StringComparer.Ordinal))
            {
                string path = Path.Combine(folder, name);
                if (!File.Exists(path))
                    throw new WeightFormatException(index.Path, $"the index names the file {WeightFormatException.Quote(name)}, which is not beside it: the download is not complete.");
                shards.Add(name, WeightFile.Open(path));
            }

            Compare(index, shards);
            WeightFormat format = shards.All.First().Format;
            return new WeightCollection(new WeightOrigin(index.Path, format), index.Files.Select(tensor => shards[tensor.Value].Find(tensor.Key)), shards);
        }
        catch
        {
            shards.Dispose();
            throw;
        }
    }

    private static void Compare(ShardIndex index, Shards shards)
    {
        foreach ((string tensor, string file) in index.Files)
        {
            if (!shards[file].Contains(tensor))
                throw new WeightFormatException(index.Path, $"the index says that tensor {WeightFormatException.Quote(tensor)} is in '{file}', but it is not.");
        }

        foreach (WeightCollection shard in shards.All)
        {
            if (shard.Entries.FirstOrDefault(info => !index.Files.ContainsKey(info.Name)) is { } unlisted)
                throw new WeightFormatException(index.Path, $"'{Path.GetFileName(shard.FilePath)}' has the tensor {WeightFormatException.Quote(unlisted.Name)}, which the index does not list.");
        }
    }

    /// <summary>The open files by their names.</summary>
    private sealed class Shards : IDisposable
    {
        private readonly Dictionary<string, WeightCollection> _files = new(StringComparer.Ordinal);

        public IEnumerable<WeightCollection> All => _files.Values;

        public WeightCollection this[string name] => _files[name];

        public void Add(string name, WeightCollection file) => _files.Add(name, file);

        public void Dispose()
        {
            foreach (WeightCollection file in _files.Values)
                file.Dispose();
        }
    }
}
