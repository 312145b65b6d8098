// Paints the demo's street, puts a car on it, and saves the edited picture. Arguments: the demo's folder, the picture's file.
using Sige.Imaging;
using Sige.Models;

string Demo(string name) => Path.Combine(args[0], name);
LabelMap labels = LabelMap.Load(Demo("original.labels.png")), edited = LabelMap.Load(Demo("add-car.labels.png"));
EdgeMap edges = InstanceMap.Load(Demo("original.instances.png")).ToEdgeMap(), editedEdges = InstanceMap.Load(Demo("add-car.instances.png")).ToEdgeMap();

using GauGanEditor editor = GauGanEditor.Open(Demo("street_spade.f16.safetensors"), labels.Height, labels.Width);
editor.Render(labels.Ids, edges.Edges);
editor.Edit(edited.Ids, editedEdges.Edges);
new RgbImage(labels.Width, labels.Height, editor.ReadPicture()).Save(args[1]);
