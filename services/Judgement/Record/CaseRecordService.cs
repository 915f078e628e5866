namespace Apa.Judgements.Record;

/// <summary>What is kept of a case; one file per RPC.</summary>
public sealed partial class CaseRecordService(JudgementDb db, Cases cases) : Proto.CaseRecordService.CaseRecordServiceBase;
