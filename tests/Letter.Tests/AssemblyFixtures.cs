using Apa.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
