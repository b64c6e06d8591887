using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Ledger;
using Rollcall.Tests.Contracts;

namespace Rollcall.Tests.Ledger;

public sealed class FileLedgerContractTests : LedgerContract
{
    protected override async Task<ILedger> OpenAsync(LedgerRequest request) =>
        await FileLedger.OpenAsync(request, Time, NullLogger.Instance, TestContext.Current.CancellationToken);
}

public sealed class MemoryLedgerContractTests : LedgerContract
{
    protected override Task<ILedger> OpenAsync(LedgerRequest request) =>
        Task.FromResult<ILedger>(MemoryLedger.Open(request, Time, NullLogger.Instance));
}
