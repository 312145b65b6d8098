using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>The fused convolution in each of its uses, against plain loops.</summary>
[TestFixture]
internal sealed class ConvolutionTests : DeviceFixture
{
    private const float Tolerance = 2e-5f;
    private static readonly TensorShape Shape = new(2, 6, 7, 5);
    private static readonly ConvolutionGeometry Strided = new(3, 3, 2, 2, 0, 0, 1, 1);

    private static IEnumerable<ConvolutionGeometry> Geometries =>
        [ConvolutionGeometry.Same(1), ConvolutionGeometry.Same(3), Strided];

    [TestCaseSource(nameof(Geometries))]
    public void Dense_run_convolves(ConvolutionGeometry geometry)
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, geometry));
        var source = Random(Shape.ElementCount, seed: 1);
        var result = Unwritten(layer.Output(Shape));
        layer.Convolution.Run(Queue, new ConvolutionRun { Source = Tensor(Shape, source), Destination = result });
        Assert.That(Read(result), Is.EqualTo(layer.Expected(source, Shape)).Within(Tolerance));
    }

    [Test]
    public void Active_run_writes_active_pixels_alone()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(3)));
        var source = Random(Shape.ElementCount, seed: 2);
        var shape = layer.Output(Shape);
        var result = Unwritten(shape);
        int[] pixels = [0, 6, 24, 41];
        layer.Convolution.Run(Queue, new ConvolutionRun
        {
            Source = Tensor(Shape, source),
            Active = Active(shape.Resolution, pixels),
            Destination = result,
        });
        var expected = layer.Expected(source, Shape).Select((x, i) => IsAmong(pixels, shape, i) ? x : float.NaN);
        Assert.That(Read(result), Is.EqualTo(expected).Within(Tolerance));
    }

    [Test]
    public void Sources_are_concatenated_and_resampled_and_pass_the_prologue()
    {
        var small = Shape with { H = 3, W = 4, C = 3 };
        var large = Reference.Resampled(small, 1);
        var other = large with { C = 2 };
        var layer = new Layer(this, new ConvolutionDescription(5, 4, ConvolutionGeometry.Same(3)));
        var a = Random(small.ElementCount, seed: 3);
        var b = Random(other.ElementCount, seed: 4);
        var scale = Random(2 * 5, seed: 5);
        var shift = Random(2 * 5, seed: 6);
        var result = Unwritten(layer.Output(other));
        layer.Convolution.Run(Queue, new ConvolutionRun
        {
            Source = Tensor(small, a),
            SourceScaleLog2 = 1,
            Source2 = Tensor(other, b),
            Prologue = new Affine(Buffer<float>(scale), Buffer<float>(shift), IsPerImage: true, Activation.Silu),
            Destination = result,
        });
        var joined = Reference.Concat(Reference.Resample(a, small, 1), 3, b, 2);
        var joinedShape = large with { C = 5 };
        var perImage = joined.Length / 2;
        var prepared = joined.Select((x, i) => Reference.Activate(
            Activation.Silu, x * scale[i / perImage * 5 + i % 5] + shift[i / perImage * 5 + i % 5])).ToArray();
        Assert.That(Read(result), Is.EqualTo(layer.Expected(prepared, joinedShape)).Within(Tolerance));
    }

    [Test]
    public void Residual_is_added_before_the_activation()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, Shape.C, ConvolutionGeometry.Same(3)));
        var source = Random(Shape.ElementCount, seed: 7);
        var residual = Random(Shape.ElementCount, seed: 8);
        var result = Unwritten(Shape);
        layer.Convolution.Run(Queue, new ConvolutionRun
        {
            Source = Tensor(Shape, source),
            Residual = Tensor(Shape, residual),
            Activation = Activation.LeakyRelu(0.2f),
            Destination = result,
        });
        var expected = layer.Expected(source, Shape)
            .Select((x, i) => Reference.Activate(Activation.LeakyRelu(0.2f), x + residual[i]));
        Assert.That(Read(result), Is.EqualTo(expected).Within(Tolerance));
    }

    [Test]
    public void Depthwise_filters_each_channel_alone()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, Shape.C, ConvolutionGeometry.Same(3), Groups: Shape.C));
        var source = Random(Shape.ElementCount, seed: 9);
        var result = Unwritten(Shape);
        layer.Convolution.Run(Queue, new ConvolutionRun { Source = Tensor(Shape, source), Destination = result });
        Assert.That(Read(result), Is.EqualTo(layer.Expected(source, Shape)).Within(Tolerance));
    }

    [Test]
    public void Label_map_stands_for_its_one_hot()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(3)));
        var labels = Enumerable.Range(0, 2 * 6 * 7).Select(i => (byte)(i * 7 % (Shape.C + 1))).ToArray();
        var oneHot = labels.SelectMany(id => Enumerable.Range(0, Shape.C).Select(c => c == id ? 1f : 0f)).ToArray();
        var result = Unwritten(layer.Output(Shape));
        layer.Convolution.Run(Queue, new ConvolutionRun { Source = Labels(Shape with { C = 1 }, labels), Destination = result });
        Assert.That(Read(result), Is.EqualTo(layer.Expected(oneHot, Shape)).Within(Tolerance));
    }

    [Test]
    public void Joint_modulation_takes_gamma_and_beta_from_the_filters()
        => CheckModulation(Modulation.Joint);

    [Test]
    public void Split_modulation_reads_gamma_and_beta_from_two_sources()
        => CheckModulation(Modulation.Split);

    [Test]
    public void Channels_of_a_wider_tensor_are_a_source()
    {
        var layer = new Layer(this, new ConvolutionDescription(2, 4, ConvolutionGeometry.Same(3)));
        var wide = Random(Shape.ElementCount, seed: 13);
        var result = Unwritten(layer.Output(Shape));
        layer.Convolution.Run(Queue, new ConvolutionRun { Source = Tensor(Shape, wide).Channels(1, 2), Destination = result });
        var narrow = wide.Where((_, i) => i % Shape.C is 1 or 2).ToArray();
        Assert.That(Read(result), Is.EqualTo(layer.Expected(narrow, Shape with { C = 2 })).Within(Tolerance));
    }

    [TestCase(FormNames.Winograd2)]
    [TestCase(FormNames.Winograd4)]
    public void Form_gives_the_same_whether_its_weights_are_kept(string name)
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(3)));
        var form = layer.Convolution.FindForm(name);
        var source = Random(Shape.ElementCount, seed: 14);
        var result = Unwritten(layer.Output(Shape));
        var run = new ConvolutionRun { Form = form, Source = Tensor(Shape, source), Destination = result };
        layer.Convolution.Run(Queue, run);
        var fresh = Read(result);
        layer.Convolution.Keep(Queue, form);
        layer.Convolution.Run(Queue, run);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fresh, Is.EqualTo(layer.Expected(source, Shape)).Within(2e-4f));
            Assert.That(Read(result), Is.EqualTo(layer.Expected(source, Shape)).Within(2e-4f));
            Assert.That(layer.Convolution.Forms.Where(other => other.IsKept).Select(other => other.Name), Is.EqualTo(new[] { name }));
            Assert.That(layer.Convolution.KeptBytes, Is.EqualTo(form.KeptBytes).And.GreaterThan(layer.Convolution.WeightBytes));
            Assert.That(layer.Convolution.WeightBytes, Is.GreaterThanOrEqualTo(4 * layer.Convolution.Description.WeightCount));
        }
    }

    [Test]
    public void Half_weights_give_the_result_of_their_float_values()
    {
        var form = new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(3));
        var halves = Random(form.WeightCount, seed: 15).Select(x => (Half)x).ToArray();
        var source = Random(Shape.ElementCount, seed: 16);
        using var convolution = new Convolution(Device, form, halves);
        var result = Unwritten(Shape with { C = 9 });
        convolution.Run(Queue, new ConvolutionRun { Source = Tensor(Shape, source), Destination = result });
        var expected = Reference.Convolve(source, Shape, form, [.. halves.Select(x => (float)x)], new float[9]);
        Assert.That(Read(result), Is.EqualTo(expected).Within(Tolerance));
    }

    [Test]
    public void Plan_of_shapes_alone_counts_multiply_adds()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(3)));
        var costs = layer.Convolution.QueryCosts(
            Queue,
            new ConvolutionRun { Source = DeviceTensor.Planned(Shape), Destination = DeviceTensor.Planned(layer.Output(Shape)) },
            FormSet.Of(layer.Convolution.Forms));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(costs.Pixels, Is.EqualTo(Shape.H * Shape.W));
            Assert.That(costs.Macs, Is.EqualTo(Shape.N * costs.Pixels * 9 * Shape.C * 9));
            Assert.That(costs.Cost, Is.Positive.And.EqualTo(costs.Candidates.Where(candidate => candidate.Refusal is null).Min(candidate => candidate.Cost)));
        }
    }

    [Test]
    public void Plan_lists_every_form_the_chosen_one_first_with_its_cost_or_its_refusal()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(3)));
        var run = new ConvolutionRun { Source = DeviceTensor.Planned(Shape), Destination = DeviceTensor.Planned(layer.Output(Shape)) };
        foreach (var forced in (ReadOnlySpan<string>)[FormNames.Direct, FormNames.Winograd2, FormNames.Winograd4])
        {
            var costs = layer.Convolution.QueryCosts(Queue, run with { Form = layer.Convolution.FindForm(forced) });
            using (Assert.EnterMultipleScope())
            {
                Assert.That(costs.Form.Name, Is.EqualTo(forced));
                Assert.That(costs.Candidates.Select(candidate => candidate.Form), Is.EquivalentTo(layer.Convolution.Forms));
                Assert.That(costs.Candidates, Has.All.Matches<FormCandidate>(candidate => candidate.Refusal is null == candidate.Cost > 0));
                Assert.That(Candidate(costs, FormNames.Depthwise).Refusal, Is.EqualTo("the filters are dense"));
                Assert.That(Candidate(costs, FormNames.Labels).ToString(), Is.EqualTo("labels: the source is not a label map"));
            }
        }

        static FormCandidate Candidate(ConvolutionCosts costs, string name) => costs.Candidates.Single(candidate => candidate.Form.Name == name);
    }

    [Test]
    public void Forms_are_refused_with_a_sentence()
    {
        var layer = new Layer(this, new ConvolutionDescription(Shape.C, 9, ConvolutionGeometry.Same(1)));
        var form = layer.Convolution.FindForm(FormNames.Winograd4);
        var run = new ConvolutionRun { Form = form, Source = DeviceTensor.Planned(Shape), Destination = DeviceTensor.Planned(layer.Output(Shape)) };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => layer.Convolution.QueryCosts(Queue, run), Throws.TypeOf<SigeException>().With.Message.Contains(form.Refusal));
            Assert.That(() => layer.Convolution.Keep(Queue, form), Throws.TypeOf<SigeException>().With.Message.Contains(form.Refusal));
            Assert.That(() => layer.Convolution.FindForm("fastest"), Throws.ArgumentException.With.Message.Contains("'fastest'").And.Message.Contains(FormNames.Direct).And.Message.Contains(FormNames.Winograd4));
        }
    }

    private void CheckModulation(Modulation modulation)
    {
        var form = new ConvolutionDescription(Shape.C, 8, ConvolutionGeometry.Same(3), Modulation: modulation);
        var layer = new Layer(this, form);
        var (a, b) = (Random(Shape.ElementCount, seed: 10), Random(Shape.ElementCount, seed: 11));
        var shape = Shape with { C = 4 };
        var modulated = Random(shape.ElementCount, seed: 12);
        float[] scale = [1, 2, 0.5f, -1];
        float[] shift = [0, 1, -1, 2];
        var result = Unwritten(shape);
        layer.Convolution.Run(Queue, new ConvolutionRun
        {
            Source = Tensor(Shape, a),
            Source2 = modulation == Modulation.Split ? Tensor(Shape, b) : default,
            Modulated = Tensor(shape, modulated),
            ModulatedAffine = new Affine(Buffer<float>(scale), Buffer<float>(shift)),
            Activation = Activation.LeakyRelu(0.2f),
            Destination = result,
        });
        var gamma = layer.Expected(a, Shape);
        var beta = layer.Expected(modulation == Modulation.Split ? b : a, Shape);
        var expected = modulated.Select((x, i) => Reference.Activate(
            Activation.LeakyRelu(0.2f),
            (x * scale[i % 4] + shift[i % 4]) * (1 + gamma[i / 4 * 8 + i % 4]) + beta[i / 4 * 8 + 4 + i % 4]));
        Assert.That(Read(result), Is.EqualTo(expected).Within(5 * Tolerance));
    }

    private static bool IsAmong(int[] pixels, TensorShape shape, int element)
    {
        var (_, y, x, _) = Reference.Index(shape, element);
        return pixels.Contains(y * shape.W + x);
    }

    /// <summary>A convolution with random weights and what it should compute.</summary>
    private sealed class Layer
    {
        private readonly float[] _weights;
        private readonly float[] _bias;

        public Layer(ConvolutionTests test, ConvolutionDescription form)
        {
            _weights = Random(form.WeightCount, seed: 100);
            _bias = Random(form.OutChannels, seed: 101);
            Convolution = test.Own(new Convolution(test.Device, form, _weights, _bias));
        }

        public Convolution Convolution { get; }

        public TensorShape Output(TensorShape source)
        {
            var size = Convolution.Description.Geometry.Apply(source.Resolution);
            return new TensorShape(source.N, size.H, size.W, Convolution.Description.OutChannels);
        }

        public float[] Expected(float[] source, TensorShape shape)
            => Reference.Convolve(source, shape, Convolution.Description, _weights, _bias);
    }
}
