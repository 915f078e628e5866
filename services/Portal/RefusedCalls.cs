using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Apa.Portal;

/// <summary>A call that a page did not expect to be refused becomes the page that says why; a token that no longer holds, a new sign-in.</summary>
sealed class RefusedCalls : IExceptionFilter
{
    public void OnException(ExceptionContext context)
    {
        if (context.Exception is not RpcException error) return;
        context.ExceptionHandled = true;
        if (error.StatusCode == StatusCode.Unauthenticated)
        {
            context.Result = new ChallengeResult();
            return;
        }
        var problem = Problem.Of(error);
        context.HttpContext.Items[typeof(Problem)] = problem;
        context.Result = new StatusCodeResult(problem.Status);
    }
}
