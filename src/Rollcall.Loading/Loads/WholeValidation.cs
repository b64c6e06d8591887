using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Loads;

/// <summary>Judges the database as a whole, across batches and loads: foreign keys, and the dataset's checks of the whole.</summary>
internal sealed class WholeValidation(DatasetDefinition dataset, DatabaseSession database)
{
    private const int MostOfOne = 100;

    public IReadOnlyList<string> Run() =>
    [
        .. database.BrokenForeignKeys(dataset, MostOfOne),
        .. dataset.WholeChecks.SelectMany(c => database.Ask(c, within: null, MostOfOne).Select(r => $"check {c.Name} finds {r}")),
    ];
}
