using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("Sige")]
[assembly: InternalsVisibleTo("Sige.Tests")]
[assembly: InternalsVisibleTo("Sige.Bench")]
