using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The text half of CLIP: makes of each token of a text what the U-Net of Stable Diffusion attends to.</summary>
/// <remarks>
/// Source: Radford et al., <i>Learning Transferable Visual Models From Natural Language Supervision</i>, ICML 2021, section 2.4.
/// </remarks>
public sealed class ClipTextEncoder
{
    /// <summary>Name of the input that holds what <see cref="Embed"/> gives: float32, [N, 1, tokens, channels].</summary>
    public const string EmbeddingInput = "embedding";

    /// <summary>Name of the output: float32, [N, 1, tokens, channels].</summary>
    public const string ContextOutput = "context";

    private readonly ParameterSource _parameters;

    private ClipTextEncoder(ClipTextConfiguration configuration, ParameterSource parameters) => (Configuration, _parameters) = (configuration, parameters);

    /// <summary>The network's sizes.</summary>
    public ClipTextConfiguration Configuration { get; }

    /// <summary>Takes an encoder from a weight file and checks every tensor of it.</summary>
    /// <param name="weights">The file, whose names are those of transformers, under whatever keys. It must stay open as long as texts are encoded.</param>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="section">Where in the file to look, as <see cref="NetworkSection.Path"/> has it; null for everywhere.</param>
    /// <param name="updates">Low-rank updates that are added to the weights; their files must stay open as well.</param>
    /// <exception cref="WeightFormatException">
    /// The file holds no such network or several; or tensors are missing, left over or of another shape: the message lists them all.
    /// </exception>
    public static ClipTextEncoder Load(
        WeightCollection weights, ClipTextConfiguration configuration, string? section = null, IReadOnlyList<LowRankUpdate>? updates = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(configuration);
        FoundNetwork found = new NetworkFinder(weights, NetworkSignature.ClipText).Find(section);
        CheckedParameters parameters = new(found.Weights, NameTable.Same, NetworkSignature.ClipText.Network);
        var merged = new MergedParameters(parameters, updates ?? [], LowRankPart.Text);
        var network = new ClipTextEncoder(configuration, merged);
        network.BuildGraph();
        _ = (network.TokenTable, network.PositionTable);
        parameters.RequireAll();
        merged.RequireAll();
        return network;
    }

    /// <summary>Makes an encoder of random weights, the same for the same seed.</summary>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="seed">Any number.</param>
    public static ClipTextEncoder Random(ClipTextConfiguration configuration, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ClipTextEncoder(configuration, new RandomParameters(seed));
    }

    /// <summary>Describes the layers behind the embedding.</summary>
    /// <param name="batch">How many texts a run takes.</param>
    /// <param name="skipped">How many of the last layers are left out; the last normalisation follows all the same.</param>
    /// <returns>A graph that reads the weights when it is lowered; until then their file must stay open.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="skipped"/> is negative, or leaves no layer.</exception>
    public Graph BuildGraph(int batch = 1, int skipped = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skipped);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(skipped, Configuration.Layers);
        var layers = new NetworkLayers(new GraphBuilder(), _parameters, normGroups: 1, Configuration.NormEpsilon);
        Value x = layers.Graph.Input(EmbeddingInput, new TensorShape(batch, 1, Configuration.Tokens, Configuration.Channels));
        for (int layer = 0; layer < Configuration.Layers; layer++)
        {
            // A layer that is left out still belongs to the file: its steps are dead and go when the graph is lowered.
            Value next = Layer(layers, x, $"text_model.encoder.layers.{layer}");
            x = layer < Configuration.Layers - skipped ? next : x;
        }

        layers.Graph.Output(ContextOutput, layers.NormalisePixels(x, "text_model.final_layer_norm", Configuration.NormEpsilon));
        return layers.Graph.Build();
    }

    /// <summary>Looks the embeddings of tokens up and adds those of their places.</summary>
    /// <param name="tokens">Ids, [N, tokens].</param>
    /// <returns>[N, 1, tokens, channels].</returns>
    /// <exception cref="ArgumentException">The ids are no whole texts, or one is no token; the message says which.</exception>
    public float[] Embed(ReadOnlySpan<int> tokens)
    {
        (int length, int width) = (Configuration.Tokens, Configuration.Channels);
        if (tokens.Length == 0 || tokens.Length % length != 0)
            throw new ArgumentException($"Texts of {length} tokens each are expected, but there are {tokens.Length} tokens.", nameof(tokens));
        float[] table = TokenTable.Read(), places = PositionTable.Read();
        var embedding = new float[tokens.Length * width];
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)Configuration.Vocabulary)
                throw new ArgumentException($"Token {i} is expected to be from 0 to {Configuration.Vocabulary - 1}, but is {tokens[i]}.", nameof(tokens));
            ReadOnlySpan<float> token = table.AsSpan(tokens[i] * width, width), place = places.AsSpan(i % length * width, width);
            for (int c = 0; c < width; c++)
                embedding[i * width + c] = token[c] + place[c];
        }

        return embedding;
    }

    /// <summary>Encodes texts.</summary>
    /// <param name="engine">What runs the layers.</param>
    /// <param name="tokens">Ids, [N, tokens].</param>
    /// <param name="skipped">How many of the last layers are left out ("clip skip" less 1).</param>
    /// <returns>[N, 1, tokens, channels].</returns>
    /// <exception cref="ArgumentException">The ids are no whole texts, or one is no token; the message says which.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="skipped"/> is negative, or leaves no layer.</exception>
    public float[] Encode(Engine engine, ReadOnlySpan<int> tokens, int skipped = 0)
    {
        float[] embedding = Embed(tokens);
        using var session = new IncrementalSession(engine, BuildGraph(tokens.Length / Configuration.Tokens, skipped));
        session.Record([new SessionInput(EmbeddingInput, embedding)]);
        var context = new float[embedding.Length];
        session.Outputs.Read(context);
        return context;
    }

    private Parameter TokenTable => _parameters.Get("text_model.embeddings.token_embedding.weight", [Configuration.Vocabulary, Configuration.Channels]);

    private Parameter PositionTable => _parameters.Get("text_model.embeddings.position_embedding.weight", [Configuration.Tokens, Configuration.Channels]);

    private Value Layer(NetworkLayers layers, Value x, string name)
    {
        GraphBuilder graph = layers.Graph;
        int channels = Configuration.Channels;
        Value normal = layers.NormalisePixels(x, $"{name}.layer_norm1", Configuration.NormEpsilon);
        Value query = layers.Linear(normal, $"{name}.self_attn.q_proj", channels);
        Value key = layers.Linear(normal, $"{name}.self_attn.k_proj", channels);
        Value value = layers.Linear(normal, $"{name}.self_attn.v_proj", channels);
        Value mixed = graph.Attention(query, key, value, Configuration.Heads, isCausal: true, name: $"{name}.self_attn.attention");
        x = graph.Add(x, layers.Linear(mixed, $"{name}.self_attn.out_proj", channels), $"{name}.add1");

        Value h = layers.Linear(layers.NormalisePixels(x, $"{name}.layer_norm2", Configuration.NormEpsilon), $"{name}.mlp.fc1", Configuration.InnerChannels);
        return graph.Add(x, layers.Linear(graph.Activate(h, Configuration.Activation), $"{name}.mlp.fc2", channels), $"{name}.add2");
    }
}
