using Rollcall.Cli;

return await CliApp.RunAsync(args, CliEnvironment.OfProcess());
