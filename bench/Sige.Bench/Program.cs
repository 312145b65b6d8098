using Sige.Bench.Commands;

return BenchCommandLine.Create().Parse(args).Invoke();
