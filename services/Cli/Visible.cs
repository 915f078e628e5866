using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Apa.Seeds.Tests")]
[assembly: InternalsVisibleTo("Indicators.Tests")]
[assembly: InternalsVisibleTo("Walls.Tests")]
