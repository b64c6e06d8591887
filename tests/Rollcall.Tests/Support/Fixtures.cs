[assembly: AssemblyFixture(typeof(Rollcall.Tests.Support.PostgresServer))]
