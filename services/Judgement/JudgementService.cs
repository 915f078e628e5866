using Apa.Shared;

namespace Apa.Judgements;

/// <summary>Frameworks, rounds, cases, findings, grades and moderation; one file per RPC.</summary>
public sealed partial class JudgementService(JudgementDb db, Cases cases, Moderation moderation, Chains chains, TimeProvider time) : Proto.JudgementService.JudgementServiceBase;
