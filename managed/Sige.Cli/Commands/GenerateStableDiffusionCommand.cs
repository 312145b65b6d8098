using System.CommandLine;
using Sige.Cli.CommandLine;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Cli.Commands;

/// <summary><c>sige generate sd</c>: paints a picture from a prompt, to start editing from.</summary>
internal sealed class GenerateStableDiffusionCommand : SigeCommand
{
    private const int UsualSide = 512;
    private const int LargestSide = 4096;

    private readonly Option<int> _width = NamedValue.Number("--width", "Pixels in a row, a multiple of 8; 64 recommended", 8, LargestSide, UsualSide);
    private readonly Option<int> _height = NamedValue.Number("--height", "Rows, a multiple of 8; 64 recommended", 8, LargestSide, UsualSide);
    private readonly Option<string> _out = new("--out") { Description = "Picture to write: .png, .jpg or .webp", HelpName = "FILE", Required = true };
    private readonly StableDiffusionArguments _model;
    private readonly EngineArguments _engine;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public GenerateStableDiffusionCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("sd", "Paint a picture from a prompt with Stable Diffusion, every network whole: a picture to start editing from.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        _model = new StableDiffusionArguments(this);
        foreach (Option option in (ReadOnlySpan<Option>)[_width, _height, _out])
            Add(option);
        _engine = new EngineArguments(this, terminal);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige generate sd --weights stable-diffusion-v1-5 --prompt \"a house by a lake\" --out a.png", "512x512 pixels, 20 steps"),
        new("sige generate sd --weights sd15 --prompt \"a house\" --sampler lcm --lora lcm.safetensors --seed 7 --width 640 --out a.png", "Four steps of a distilled model"),
    ];

    private int Run(ParseResult arguments)
    {
        string output = arguments.GetRequiredValue(_out);
        OutputFile.CheckPicture(output, [.. _model.Inputs(arguments)]);
        var size = new Resolution(arguments.GetValue(_height), arguments.GetValue(_width));
        using StableDiffusionModel model = _model.Open(arguments);
        LatentEditOptions options = _model.Read(arguments, _engine);
        GeneratedPicture picture = _terminal.Follow(board =>
        {
            try
            {
                return TextToImage.Generate(model, size, options, board.Add("Picture"), _cancellationToken);
            }
            catch (ArgumentException fault)
            {
                throw new CommandException(SdEditArguments.FirstLine(fault.Message), ExitCode.Usage);
            }
        });
        OutputFile.Save(RgbImage.FromGenerator(picture.Values, size.H, size.W), output);
        Remarks.WriteNotices(_terminal, picture.Notices);
        var fields = new FieldList();
        fields.Add("picture", $"{Path.GetFullPath(output)}, {size.W}x{size.H}");
        fields.Write(_terminal);
        return ExitCode.Success;
    }
}
