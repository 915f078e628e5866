using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Apa.LocalHost.Tests")]
