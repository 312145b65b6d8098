// Serves edits of the demo's street. Setting: Demo, the demo's folder.
using Web;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Street>();
WebApplication app = builder.Build();
app.MapGet("/edits/{name}", (string name, Street street, CancellationToken aborted) => Results.Bytes(street.Edit(name, aborted), "image/png"));
app.Run();
