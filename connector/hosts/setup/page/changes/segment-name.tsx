/** The name is loud, the path to it quiet: "Campaigns > " leads to "Summer 2023". */
export function SegmentName({ name }: { name: string }) {
  const cut = name.lastIndexOf(' > ');
  return (
    <bdi>
      {cut > 0 && <span className="path">{name.slice(0, cut + 3)}</span>}
      {cut > 0 ? name.slice(cut + 3) : name}
    </bdi>
  );
}
